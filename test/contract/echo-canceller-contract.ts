/** What every echo canceller keeps, whatever is behind it. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SAMPLE_RATE_HZ } from '../../engine/audio/audio-frame.ts';
import { rmsDbfs } from '../../engine/audio/level.ts';
import { resample } from '../../engine/audio/resample.ts';
import { readWavFile } from '../../engine/audio/wav-file.ts';
import { ECHO_STEP_SAMPLES, type EchoCanceller } from '../../engine/capture/echo-canceller.ts';
import { fixturePath } from '../support/checkout.ts';

/** The room of the suite: one reflection. */
export const ROOM = { delaySamples: 800, gain: 0.5 } as const;

const SECOND_STEPS = 100;

/** @param makeSubject a canceller for the room above. */
export function describeEchoCanceller(name: string, makeSubject: () => EchoCanceller): void {
  describe(`${name} keeps the echo canceller contract`, () => {
    test('takes our own voice out, by 20 dB after three seconds', async () => {
      const canceller = makeSubject();
      const { heard, clean } = converse(canceller, { far: noise(5, 0.3, 1), near: new Float32Array(5 * 16_000) });
      const lossDb = rmsDbfs(heard.subarray(48_000)) - rmsDbfs(clean.subarray(48_000));
      assert.ok(lossDb > 20, `${lossDb} dB`);
      await canceller[Symbol.asyncDispose]();
    });

    test('lets the user through while nothing is played', async () => {
      const canceller = makeSubject();
      const near = noise(2, 0.1, 2);
      const { clean } = converse(canceller, { far: new Float32Array(near.length), near });
      assert.ok(Math.abs(rmsDbfs(clean.subarray(16_000)) - rmsDbfs(near)) < 3);
      await canceller[Symbol.asyncDispose]();
    });

    test('lets the user through while it speaks', async () => {
      const canceller = makeSubject();
      const far = await speech('steam-engine.wav', 6);
      const near = new Float32Array(far.length);
      near.set(await speech('best-of-times.wav', 3), near.length / 2);
      const { clean } = converse(canceller, { far, near });
      const lostDb = rmsDbfs(near.subarray(near.length / 2)) - rmsDbfs(clean.subarray(near.length / 2));
      assert.ok(Math.abs(lostDb) < 6, `${lostDb} dB`);
      await canceller[Symbol.asyncDispose]();
    });

    test('measures what it does once enough was played', async () => {
      const canceller = makeSubject();
      assert.equal(canceller.measure(), undefined);
      converse(canceller, { far: noise(5, 0.3, 1), near: new Float32Array(5 * 16_000) });
      const measured = canceller.measure();
      assert.ok(measured !== undefined && measured.returnLossDb > 20 && measured.residualDbfs < -40);
      await canceller[Symbol.asyncDispose]();
    });

    test('refuses steps of another length', async () => {
      const canceller = makeSubject();
      for (const length of [0, ECHO_STEP_SAMPLES - 1, 512]) {
        assert.throws(() => canceller.render(new Float32Array(length)), { code: 'bad-params' });
        assert.throws(() => canceller.process(new Float32Array(length)), { code: 'bad-params' });
      }
      await canceller[Symbol.asyncDispose]();
    });

    test('closed, it refuses work; closing it twice is closing it once', async () => {
      const canceller = makeSubject();
      await canceller[Symbol.asyncDispose]();
      await canceller[Symbol.asyncDispose]();
      const step = new Float32Array(ECHO_STEP_SAMPLES);
      assert.throws(() => canceller.process(step), { code: 'worker-unavailable' });
    });
  });
}

interface Conversation {
  readonly far: Float32Array;
  readonly near: Float32Array;
}

function converse(canceller: EchoCanceller, { far, near }: Conversation): { heard: Float32Array; clean: Float32Array } {
  const heard = near.map((sample, i) => sample + ROOM.gain * (far[i - ROOM.delaySamples] ?? 0));
  const clean = new Float32Array(near.length);
  for (let at = 0; at < near.length; at += ECHO_STEP_SAMPLES) {
    canceller.render(far.slice(at, at + ECHO_STEP_SAMPLES));
    clean.set(canceller.process(heard.slice(at, at + ECHO_STEP_SAMPLES)), at);
  }
  return { heard, clean };
}

/** A recording, repeated where it is shorter, at the level of a voice at arm's length. */
async function speech(name: string, seconds: number): Promise<Float32Array> {
  const { pcm } = resample(await readWavFile(fixturePath('speech', name)), SAMPLE_RATE_HZ);
  const gain = 10 ** ((-26 - rmsDbfs(pcm)) / 20);
  return Float32Array.from({ length: seconds * SAMPLE_RATE_HZ }, (_, i) => gain * (pcm[i % pcm.length] ?? 0));
}

/** Uniform noise that swells and fades like speech, the same at every run. */
function noise(seconds: number, level: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: seconds * SECOND_STEPS * ECHO_STEP_SAMPLES }, (_, i) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 31 - 1) * level * Math.abs(Math.sin(i / 3000));
  });
}
