import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AudioFrame, Sound } from '../audio/audio-frame.ts';
import { FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE_HZ } from '../audio/audio-frame.ts';
import { resample } from '../audio/resample.ts';
import type { Microphone } from './capture.ts';
import type { PacingClock } from './pacing-clock.ts';
import { createWavMicrophone } from './wav-microphone.ts';

/** A clock that jumps to whatever is waited for; `late` adds to every wait. */
class JumpingClock implements PacingClock {
  now = 1_000;
  lateMs = 0;
  nowMs(): number {
    return this.now;
  }
  async waitUntil(timeMs: number): Promise<void> {
    if (timeMs > this.now) this.now = timeMs + this.lateMs;
  }
}

function noise(seconds: number, sampleRateHz: number): Sound {
  const pcm = Float32Array.from({ length: Math.round(seconds * sampleRateHz) }, (_, i) => 0.4 * Math.sin(i * i));
  return { pcm, sampleRateHz };
}

async function take(microphone: Microphone, count = Number.POSITIVE_INFINITY): Promise<AudioFrame[]> {
  const frames: AudioFrame[] = [];
  for await (const frame of microphone.frames(new AbortController().signal)) {
    frames.push(frame);
    if (frames.length === count) break;
  }
  return frames;
}

function joined(frames: readonly AudioFrame[]): number[] {
  return frames.flatMap((frame) => [...frame.pcm]);
}

describe('a microphone of recorded sound', () => {
  for (const rateHz of [8_000, 16_000, 44_100, 48_000]) {
    test(`hears a ${rateHz} Hz sound as one-shot resampling gives it, then silence`, async () => {
      const sound = noise(0.7, rateHz);
      const heard = joined(await take(createWavMicrophone(sound, { pacing: 'fast', trailingSilenceMs: 100 })));
      const expected = [...resample(sound, SAMPLE_RATE_HZ).pcm];
      const different = expected.findIndex((sample, i) => heard[i] !== sample);
      assert.equal(different, -1, `sample ${different} differs`);
      assert.ok(heard.slice(expected.length).every((sample) => sample === 0));
      assert.equal(heard.length, Math.ceil((expected.length + 1_600) / FRAME_SAMPLES) * FRAME_SAMPLES);
    });
  }

  test('puts sounds at their times and mixes those that overlap, clipped', async () => {
    const ones = (samples: number): Sound => ({ pcm: new Float32Array(samples).fill(0.6), sampleRateHz: 16_000 });
    const timeline = [
      { atMs: 10, sound: ones(800) },
      { atMs: 50, sound: ones(320) },
    ];
    const heard = joined(await take(createWavMicrophone(timeline, { pacing: 'fast', trailingSilenceMs: 0 })));
    const half = Math.fround(0.6);
    const expected = [...Array(160).fill(0), ...Array(640).fill(half), ...Array(160).fill(1), ...Array(160).fill(half)];
    assert.deepEqual(heard.slice(0, 1_120), expected);
  });

  test('in real time a frame comes when its last sample was captured, and never drifts', async () => {
    const clock = new JumpingClock();
    const microphone = createWavMicrophone(noise(1, 16_000), { pacing: 'real-time', clock });
    clock.lateMs = 3;
    let index = 0;
    for await (const frame of microphone.frames(new AbortController().signal)) {
      assert.equal(frame.at, index * FRAME_SAMPLES);
      assert.equal(clock.now, 1_000 + (index + 1) * FRAME_MS + 3);
      index += 1;
      if (index === 200) break; // far beyond the sound: silence goes on
    }
  });

  test('a reader that was slow gets what it missed at once', async () => {
    const clock = new JumpingClock();
    const frames = createWavMicrophone(noise(1, 16_000), { pacing: 'real-time', clock }).frames(
      new AbortController().signal,
    );
    const next = async (): Promise<void> => assert.ok(!(await frames[Symbol.asyncIterator]().next()).done);
    await next();
    clock.now += 5 * FRAME_MS;
    const before = clock.now;
    for (let i = 0; i < 5; i++) await next();
    assert.equal(clock.now, before);
    await next();
    assert.equal(clock.now, before + FRAME_MS);
  });

  test('fast, it lets other work of the process go on', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 0);
    await take(createWavMicrophone(noise(30, 16_000), { pacing: 'fast' }));
    clearInterval(timer);
    assert.ok(ticks > 0);
  });

  test('no sounds are silence', async () => {
    const frames = await take(createWavMicrophone([], { pacing: 'fast', trailingSilenceMs: 64 }));
    assert.deepEqual(joined(frames), Array(2 * FRAME_SAMPLES).fill(0));
  });
});
