import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  LONGEST_PAUSE_MS,
  learnPace,
  PACE_QUANTILE,
  type PauseObservation,
  paceFactor,
  SHORTEST_PAUSE_MS,
  UNKNOWN_PACE,
} from './speaker-pace.ts';

const wentOn = (pauseMs: number): PauseObservation => ({ pauseMs, outcome: 'went-on' });
const after = (observations: readonly PauseObservation[]) => observations.reduce(learnPace, UNKNOWN_PACE);

test('nobody known is typical', () => assert.equal(paceFactor(UNKNOWN_PACE), 1));

test('who pauses long is waited for longer, who pauses little less, from a few pauses on', () => {
  assert.ok(paceFactor(after(Array(6).fill(wentOn(1600)))) > 1.25);
  assert.ok(paceFactor(after(Array(6).fill(wentOn(250)))) < 0.9);
});

test('gaps inside words and long absences say nothing', () => {
  assert.deepEqual(after([wentOn(60), wentOn(20_000), wentOn(Number.NaN)]), UNKNOWN_PACE);
});

test('a turn that ended moves the estimate by little', () => {
  const ended = after(Array(10).fill({ pauseMs: 3000, outcome: 'ended' }));
  assert.ok(ended.pauseMs < UNKNOWN_PACE.pauseMs && ended.pauseMs > UNKNOWN_PACE.pauseMs * 0.95);
});

test('the estimate comes to lie where the quantile of the pauses does', () => {
  const speakers = fc.record({
    medianMs: fc.integer({ min: 350, max: 900 }),
    spread: fc.double({ min: 0.1, max: 0.5, noNaN: true }),
    seed: fc.integer({ min: 1, max: 1 << 30 }),
  });
  fc.assert(
    fc.property(speakers, ({ medianMs, spread, seed }) => {
      // Uniform in the logarithm, so that the quantile is known.
      let state = seed;
      const random = (): number => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state / 2 ** 32;
      };
      const pause = (share: number): number => medianMs * Math.exp(spread * (2 * share - 1));
      let pace = UNKNOWN_PACE;
      let logSum = 0;
      for (let i = 0; i < 1200; i += 1) {
        pace = learnPace(pace, wentOn(pause(random())));
        if (i >= 400) logSum += Math.log(pace.pauseMs) / 800;
      }
      const expected = Math.log(pause(PACE_QUANTILE));
      assert.ok(Math.abs(logSum - expected) < 0.12, `${Math.exp(logSum)} instead of ${Math.exp(expected)}`);
    }),
    { numRuns: 50 },
  );
});

test('bounds hold, and what is learned survives being written down', () => {
  const observation = fc.record({
    pauseMs: fc.double(),
    outcome: fc.constantFrom('went-on' as const, 'ended' as const),
  });
  fc.assert(
    fc.property(fc.array(observation, { maxLength: 200 }), (observations) => {
      const pace = after(observations);
      assert.ok(pace.pauseMs >= SHORTEST_PAUSE_MS && pace.pauseMs <= LONGEST_PAUSE_MS);
      assert.ok(paceFactor(pace) >= 0.7 && paceFactor(pace) <= 1.6);
      assert.deepEqual(JSON.parse(JSON.stringify(pace)), pace);
    }),
  );
});
