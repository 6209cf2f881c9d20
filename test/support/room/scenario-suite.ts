/** Every scenario of a folder as a test of its own. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { CHECKOUT } from '../checkout.ts';
import { assertScenario } from './assert-scenario.ts';
import { readScenario, type Scenario } from './scenario.ts';
import { hasVoice } from './speech-bank.ts';
import { Stage } from './stage.ts';

/** A scenario takes some seconds; a machine that is busy with others is slower. */
const LIMIT_MS = 120_000;

/** @param folder below test/scenarios. */
export function describeScenarios(folder: string): void {
  const path = join(CHECKOUT, 'test', 'scenarios', folder);
  const files = readdirSync(path).filter((file) => file.endsWith('.yaml'));
  describe(`scenarios in ${join('test/scenarios', folder)}`, () => {
    let stage: Stage;
    before(async () => {
      stage = await Stage.open();
    });
    after(() => stage[Symbol.asyncDispose]());
    for (const file of files.sort()) {
      const scenario = readScenario(join(path, file));
      test(`${file}: ${scenario.title}`, { timeout: LIMIT_MS, ...reservations(scenario) }, async () => {
        assertScenario(scenario, await stage.play(scenario));
      });
    }
  });
}

function reservations(scenario: Scenario): { todo?: string; skip?: string } {
  if (scenario.todo !== undefined) return { todo: scenario.todo };
  const voices = scenario.steps.flatMap((step) => ('voice' in step ? [step.voice] : []));
  const missing = voices.find((voice) => !hasVoice(voice));
  return missing === undefined ? {} : { skip: `the voice ${missing} needs espeak-ng` };
}
