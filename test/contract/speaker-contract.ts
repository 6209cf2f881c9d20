/** What every loudspeaker keeps, whatever is behind it. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Speaker } from '../../engine/playback/playback.ts';

const RATE_HZ = 16_000;
/** 400 ms. */
const SOUND = new Float32Array(6400).fill(0.1);

/**
 * @param makeSubject a loudspeaker at 16 kHz. @param pace `real-time` where sound takes its time to be heard.
 */
export function describeSpeaker(
  name: string,
  makeSubject: () => Promise<Speaker>,
  pace: 'real-time' | 'fast' = 'real-time',
): void {
  describe(`${name} keeps the loudspeaker contract`, () => {
    test('what is written is heard, all of it and in time', async () => {
      const speaker = await makeSubject();
      assert.deepEqual([speaker.sampleRateHz, speaker.heardSamples, speaker.queuedMs], [RATE_HZ, 0, 0]);
      speaker.write(SOUND);
      speaker.write(SOUND);
      if (pace === 'real-time') assert.ok(speaker.queuedMs > 400 && speaker.queuedMs <= 801, `${speaker.queuedMs} ms`);
      await speaker.drained();
      assert.deepEqual([speaker.heardSamples, speaker.queuedMs], [2 * SOUND.length, 0]);
      await speaker[Symbol.asyncDispose]();
    });

    test('a flush drops what was not heard; what is written afterwards is heard', async () => {
      const speaker = await makeSubject();
      for (let i = 0; i < 10; i++) speaker.write(SOUND);
      speaker.flush();
      await speaker.drained();
      const heard = speaker.heardSamples;
      if (pace === 'real-time') assert.ok(heard < SOUND.length, `${heard} samples`);
      speaker.write(SOUND);
      await speaker.drained();
      assert.equal(speaker.heardSamples, heard + SOUND.length);
      await speaker[Symbol.asyncDispose]();
    });

    test('a gain changes nothing about what was heard when', async () => {
      const speaker = await makeSubject();
      speaker.setGain(-18);
      speaker.write(SOUND);
      speaker.setGain(0);
      await speaker.drained();
      assert.equal(speaker.heardSamples, SOUND.length);
      await speaker[Symbol.asyncDispose]();
    });

    test('nothing written is drained, and closing it twice is closing it once', async () => {
      const speaker = await makeSubject();
      await speaker.drained();
      speaker.flush();
      await speaker[Symbol.asyncDispose]();
      await speaker[Symbol.asyncDispose]();
    });
  });
}
