/** What every microphone keeps, whatever is behind it. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FRAME_SAMPLES } from '../../engine/audio/audio-frame.ts';
import type { Microphone } from '../../engine/capture/capture.ts';

/** @param makeSubject a microphone that hears at least ten frames within a few seconds, without being spoken to. */
export function describeMicrophone(name: string, makeSubject: () => Promise<Microphone>): void {
  describe(`${name} keeps the microphone contract`, () => {
    test('frames are whole, in order and without gaps, from sample 0', async () => {
      const microphone = await makeSubject();
      let expectedAt = 0;
      for await (const frame of microphone.frames(new AbortController().signal)) {
        assert.equal(frame.at, expectedAt);
        assert.equal(frame.pcm.length, FRAME_SAMPLES);
        assert.ok(frame.pcm.every((sample) => Math.abs(sample) <= 1));
        expectedAt += FRAME_SAMPLES;
        if (expectedAt === 10 * FRAME_SAMPLES) break;
      }
      assert.equal(expectedAt, 10 * FRAME_SAMPLES);
      await microphone[Symbol.asyncDispose]();
    });

    test('an abort ends the frames without an error', async () => {
      const microphone = await makeSubject();
      const abort = new AbortController();
      let frames = 0;
      for await (const _ of microphone.frames(abort.signal)) {
        frames += 1;
        if (frames === 3) abort.abort();
      }
      assert.equal(frames, 3);
      await microphone[Symbol.asyncDispose]();
    });

    test('an abort before the first frame gives none', async () => {
      const microphone = await makeSubject();
      for await (const _ of microphone.frames(AbortSignal.abort())) assert.fail('a frame after the abort');
      await microphone[Symbol.asyncDispose]();
    });

    test('closing it ends the frames, and closing it twice is closing it once', async () => {
      const microphone = await makeSubject();
      for await (const _ of microphone.frames(new AbortController().signal)) await microphone[Symbol.asyncDispose]();
      await microphone[Symbol.asyncDispose]();
    });
  });
}
