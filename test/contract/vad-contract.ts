/** What every voice activity detector keeps, whatever is behind it. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SampleTime } from '../../contract/ids.ts';
import type { AudioFrame } from '../../engine/audio/audio-frame.ts';
import { FRAME_SAMPLES } from '../../engine/audio/audio-frame.ts';
import type { VoiceActivityDetector } from '../../engine/vad/vad.ts';

/**
 * @param speech at least a second of clear speech at 16 kHz, beginning within 200 ms.
 */
export function describeVad(
  name: string,
  makeSubject: () => Promise<VoiceActivityDetector>,
  speech: () => Float32Array,
): void {
  describe(`${name} keeps the voice detection contract`, () => {
    test('tells speech from silence', async () => {
      const vad = await makeSubject();
      const silent = await run(vad, new Float32Array(20 * FRAME_SAMPLES));
      assert.ok(Math.max(...silent) < 0.35, `silence: ${silent}`);
      const spoken = (await run(vad, speech())).slice(7);
      assert.ok(mean(spoken) > 0.5, `speech: ${spoken}`);
      await vad[Symbol.asyncDispose]();
    });

    test('gives probabilities for anything', async () => {
      const vad = await makeSubject();
      const strange = [1, -1, 7, Number.NaN, Number.POSITIVE_INFINITY].map((value) =>
        new Float32Array(FRAME_SAMPLES).fill(value),
      );
      for (const pcm of strange) assertProbability(await vad.process({ at: 0 as SampleTime, pcm }));
      for (const probability of await run(vad, speech())) assertProbability(probability);
      await vad[Symbol.asyncDispose]();
    });

    test('after a reset it is as new', async () => {
      const vad = await makeSubject();
      const first = await run(vad, speech());
      vad.reset();
      assert.deepEqual(await run(vad, speech()), first);
      await vad[Symbol.asyncDispose]();
    });

    test('refuses a frame of the wrong length', async () => {
      const vad = await makeSubject();
      for (const length of [0, FRAME_SAMPLES - 1, 2 * FRAME_SAMPLES]) {
        await assert.rejects(vad.process({ at: 0 as SampleTime, pcm: new Float32Array(length) }), {
          code: 'bad-params',
        });
      }
      await vad[Symbol.asyncDispose]();
    });

    test('closed, it refuses work; closing it twice is closing it once', async () => {
      const vad = await makeSubject();
      await vad[Symbol.asyncDispose]();
      await vad[Symbol.asyncDispose]();
      await assert.rejects(vad.process({ at: 0 as SampleTime, pcm: new Float32Array(FRAME_SAMPLES) }), {
        code: 'worker-unavailable',
      });
    });
  });
}

async function run(vad: VoiceActivityDetector, pcm: Float32Array): Promise<number[]> {
  const probabilities: number[] = [];
  for (const frame of framesOf(pcm)) probabilities.push(await vad.process(frame));
  return probabilities;
}

function framesOf(pcm: Float32Array): AudioFrame[] {
  return Array.from({ length: Math.floor(pcm.length / FRAME_SAMPLES) }, (_, i) => ({
    at: (i * FRAME_SAMPLES) as SampleTime,
    pcm: pcm.subarray(i * FRAME_SAMPLES, (i + 1) * FRAME_SAMPLES),
  }));
}

function assertProbability(value: number): void {
  assert.ok(value >= 0 && value <= 1, `not a probability: ${value}`);
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
