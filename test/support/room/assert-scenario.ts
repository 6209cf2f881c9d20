import assert from 'node:assert/strict';
import { checkScenario } from './check-scenario.ts';
import type { Scenario } from './scenario.ts';
import type { Run } from './timeline.ts';

/** Fails with every disagreement, and with what happened. */
export function assertScenario(scenario: Scenario, run: Run): void {
  const violations = checkScenario(scenario, run);
  if (violations.length > 0) assert.fail([...violations, '', ...storyOf(run)].join('\n'));
}

const QUIET = ['reply.delta', 'playback.progressed', 'input.level', 'turn.traced', 'turn.timing', 'echo.measured'];

function storyOf({ events }: Run): readonly string[] {
  return events
    .filter(({ event }) => !QUIET.includes(event.type))
    .map(
      ({ atMs, event: { type, ...rest } }) =>
        `${(atMs / 1000).toFixed(2).padStart(6)} s  ${type} ${JSON.stringify(rest)}`,
    );
}
