import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { SampleTime } from '../../contract/ids.ts';
import type { AudioFrame } from '../audio/audio-frame.ts';
import { FRAME_SAMPLES } from '../audio/audio-frame.ts';
import { withEnergyGate } from './gated-vad.ts';
import type { VoiceActivityDetector } from './vad.ts';

/** Remembers the numbers of the frames it has seen; `voices` are speech to it. */
class ListeningModel implements VoiceActivityDetector {
  readonly seen: number[] = [];
  readonly #voices: ReadonlySet<number>;

  constructor(voices: readonly number[] = []) {
    this.#voices = new Set(voices);
  }

  async process({ at }: AudioFrame): Promise<number> {
    const number = at / FRAME_SAMPLES;
    this.seen.push(number);
    return this.#voices.has(number) ? 0.9 : 0.01;
  }

  reset(): void {
    this.seen.length = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.reset();
  }
}

/** The noise of a room: -43 dBFS. */
const ROOM = 0.01;

function frame(number: number, level: number): AudioFrame {
  const pcm = Float32Array.from({ length: FRAME_SAMPLES }, (_, i) => level * Math.sin(i * i + number));
  return { at: (number * FRAME_SAMPLES) as SampleTime, pcm };
}

/** @returns the number of the next frame. */
async function hearRoom(vad: VoiceActivityDetector, count: number, level = ROOM): Promise<number> {
  for (let n = 0; n < count; n++) await vad.process(frame(n, level));
  return count;
}

function upTo(end: number): number[] {
  return Array.from({ length: end }, (_, n) => n);
}

describe('a detector with an energy gate', () => {
  test('asks the model seldom while it is quiet, about every frame all the same', async () => {
    const model = new ListeningModel();
    const vad = withEnergyGate(model);
    await hearRoom(vad, 320);
    const unseen: number[] = [];
    for (let n = 320; n < 480; n++) {
      await vad.process(frame(n, ROOM));
      unseen.push(n + 1 - model.seen.length);
    }
    assert.equal(Math.max(...unseen), 15);
    assert.deepEqual(model.seen, upTo(model.seen.length));
    assert.equal(unseen.filter((count) => count === 0).length, 10, 'ten visits to the model in 160 frames');
  });

  test('the first sound is judged at once, after all that came before it', async () => {
    const model = new ListeningModel([325]);
    const vad = withEnergyGate(model);
    const next = await hearRoom(vad, 325);
    assert.ok(model.seen.length < next);
    assert.equal(await vad.process(frame(next, 0.1)), 0.9);
    assert.deepEqual(model.seen, upTo(next + 1));
  });

  for (const [sound, voices, least, most] of [
    ['voice it listens on for a second', [320], 32, 36],
    ['knock it listens on for a moment', [], 4, 8],
  ] as const) {
    test(`after a ${sound}`, async () => {
      const model = new ListeningModel(voices);
      const vad = withEnergyGate(model);
      await hearRoom(vad, 320);
      await vad.process(frame(320, 0.1));
      let awake = 0;
      for (let n = 321; model.seen.length === n; n++, awake++) await vad.process(frame(n, ROOM));
      assert.ok(awake > least && awake <= most, `${awake} frames`);
    });
  }

  test('a voice that no louder frame announces is heard when the frames that wait are judged', async () => {
    const voices = Array.from({ length: 40 }, (_, i) => 330 + i);
    const model = new ListeningModel(voices);
    const vad = withEnergyGate(model);
    await hearRoom(vad, 330);
    const answers: number[] = [];
    for (let n = 330; n < 370; n++) answers.push(await vad.process(frame(n, ROOM)));
    const first = answers.findIndex((answer) => answer > 0.5);
    assert.ok(first >= 0 && first < 16, `heard after ${first} frames`);
    assert.ok(answers.slice(first).every((answer) => answer > 0.5));
  });

  test('in a silent room the model is not asked, and hears the last two seconds when there is a sound', async () => {
    const model = new ListeningModel([500]);
    const vad = withEnergyGate(model);
    const next = await hearRoom(vad, 500, 0);
    const before = model.seen.length;
    assert.ok(before < 100, `${before} of 500`);
    assert.equal(await vad.process(frame(next, 0.1)), 0.9);
    assert.deepEqual(
      model.seen.slice(before),
      Array.from({ length: 65 }, (_, i) => 500 - 64 + i),
    );
  });

  test('forgets what waits', async () => {
    const model = new ListeningModel();
    const vad = withEnergyGate(model);
    await hearRoom(vad, 325);
    vad.reset();
    await vad.process(frame(400, 0.1));
    assert.deepEqual(model.seen, [400]);
  });

  test('whatever is heard, the model hears all of it in order, at most 15 frames late', async () => {
    const levels = fc.array(
      fc.tuple(fc.constantFrom(ROOM, ROOM, ROOM, 0.02, 0.1), fc.integer({ min: 1, max: 60 }), fc.boolean()),
    );
    await fc.assert(
      fc.asyncProperty(levels, async (stretches) => {
        const frames = stretches.flatMap(([level, count, isVoice]) => Array(count).fill({ level, isVoice }));
        const model = new ListeningModel(frames.flatMap(({ isVoice }, n) => (isVoice ? [n] : [])));
        const vad = withEnergyGate(model);
        for (const [n, { level }] of frames.entries()) {
          const answer = await vad.process(frame(n, level));
          assert.ok(n + 1 - model.seen.length <= 15);
          assert.equal(model.seen.length === n + 1, answer > 0);
        }
        assert.deepEqual(model.seen, upTo(model.seen.length));
      }),
      { numRuns: 40 },
    );
  });
});
