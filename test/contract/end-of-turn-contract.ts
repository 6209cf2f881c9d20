/** What every end-of-turn model keeps, whatever is behind it. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EndOfTurnModel } from '../../engine/turn/endpointing/endpointing.ts';

export function describeEndOfTurn(name: string, makeSubject: () => Promise<EndOfTurnModel>): void {
  describe(`${name} keeps the end-of-turn contract`, () => {
    test('gives a probability for a turn of any length, and for anything in it', async () => {
      const model = await makeSubject();
      const noise = Float32Array.from({ length: 200_000 }, (_, i) => Math.sin(i * i));
      for (const length of [0, 1, 399, 16_000, 128_000, 200_000]) {
        const probability = await model.predict(noise.subarray(0, length));
        assert.ok(probability >= 0 && probability <= 1, `${length} samples: ${probability}`);
      }
      for (const value of [1, -1, 1e6, Number.NaN, Number.POSITIVE_INFINITY]) {
        const probability = await model.predict(new Float32Array(16_000).fill(value));
        assert.ok(probability >= 0 && probability <= 1, `${value}: ${probability}`);
      }
      await model[Symbol.asyncDispose]();
    });

    test('leaves the audio as it is', async () => {
      const model = await makeSubject();
      const pcm = Float32Array.from({ length: 20_000 }, (_, i) => Math.sin(i / 20));
      const before = pcm.slice();
      await model.predict(pcm);
      assert.deepEqual(pcm, before);
      await model[Symbol.asyncDispose]();
    });

    test('closed, it refuses work; closing it twice is closing it once', async () => {
      const model = await makeSubject();
      await model[Symbol.asyncDispose]();
      await model[Symbol.asyncDispose]();
      await assert.rejects(model.predict(new Float32Array(16_000)), { code: 'worker-unavailable' });
    });
  });
}
