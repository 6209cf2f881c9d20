/** What every synthesizer keeps, whatever is behind it. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SottoFault } from '../../contract/faults.ts';
import { VISEMES } from '../../contract/visemes.ts';
import type { SpokenAudio, Synthesizer } from '../../engine/tts/tts.ts';

export interface SynthesizerExpectations {
  readonly timings: 'told' | 'untold';
}

const SHORT = 'Good morning.';
const LONG = 'It is raining in the north, so take an umbrella with you when you leave the house this afternoon.';
const live = (): AbortSignal => new AbortController().signal;
const durationMs = ({ pcm, sampleRateHz }: SpokenAudio): number => (pcm.length * 1000) / sampleRateHz;

export function describeSynthesizer(
  name: string,
  makeSubject: () => Promise<Synthesizer>,
  expectations: SynthesizerExpectations,
): void {
  describe(`${name} keeps the synthesizer contract`, () => {
    let subject: Synthesizer;
    before(async () => {
      subject = await makeSubject();
    });
    after(() => subject[Symbol.asyncDispose]());

    const say = (text: string, signal: AbortSignal = live(), speed: number = 1): Promise<SpokenAudio> =>
      subject.synthesize({ text, speaker: 0, speed }, signal);

    test('speech is audible and within full scale', async () => {
      const { pcm, sampleRateHz } = await say(LONG);
      assert.ok(sampleRateHz >= 8000 && sampleRateHz <= 48_000);
      assert.ok(pcm.every((sample) => sample >= -1 && sample <= 1));
      assert.ok(Math.sqrt(pcm.reduce((sum, sample) => sum + sample * sample, 0) / pcm.length) > 0.01);
    });

    test('speech takes as long as a person would', async () => {
      for (const text of [SHORT, LONG]) {
        const perCharacter = durationMs(await say(text)) / text.length;
        assert.ok(perCharacter > 25 && perCharacter < 200, `${perCharacter} ms a character`);
      }
    });

    test('visemes start at 0, ascend, and stay within the sound', async () => {
      const spoken = await say(LONG);
      if (expectations.timings === 'untold') {
        assert.deepEqual(spoken.visemes, []);
        return;
      }
      assert.ok(spoken.visemes.length > LONG.length / 5);
      assert.equal(spoken.visemes[0]?.atMs, 0);
      assert.equal(spoken.visemes.at(-1)?.shape, 'sil');
      for (const [index, { atMs, shape }] of spoken.visemes.entries()) {
        assert.ok(VISEMES.includes(shape) && atMs < durationMs(spoken));
        assert.ok(atMs < (spoken.visemes[index + 1]?.atMs ?? Number.POSITIVE_INFINITY));
      }
    });

    test('text without a letter or digit is no sound', async () => {
      for (const text of ['', ' ', '...', '?!', '🙂', '```', '\0']) {
        const { pcm, visemes } = await say(text);
        assert.deepEqual([pcm.length, visemes], [0, []]);
      }
    });

    test('200 characters are spoken, 201 are refused', async () => {
      assert.ok((await say(`Hello ${'.'.repeat(194)}`)).pcm.length > 0);
      await assert.rejects(say('a'.repeat(201)), { code: 'bad-input' });
    });

    test('a speaker the voice does not have, and a speed that is no number, are refused', async () => {
      for (const speaker of [-1, 0.5, 100_000]) {
        await assert.rejects(subject.synthesize({ text: SHORT, speaker, speed: 1 }, live()), { code: 'bad-input' });
      }
      await assert.rejects(say(SHORT, live(), Number.NaN), { code: 'bad-input' });
    });

    test('speed changes how long it takes, between half and double', async () => {
      const [slow, fast, slowest, fastest] = await Promise.all(
        [0.5, 2, 0.001, 1000].map(async (speed) => durationMs(await say(LONG, live(), speed))),
      );
      assert.ok(slow !== undefined && fast !== undefined && slowest !== undefined && fastest !== undefined);
      assert.ok(slow > 2 * fast, `${slow} ms and ${fast} ms`);
      assert.ok(slowest < 1.5 * slow && fastest > fast / 1.5, `${slowest} ms and ${fastest} ms`);
    });

    test('calls at the same time are answered in order, each with its own speech', async () => {
      const order: number[] = [];
      const spoken = await Promise.all(
        [LONG, SHORT, LONG, SHORT].map(async (text, index) => {
          const audio = await say(text);
          order.push(index);
          return durationMs(audio);
        }),
      );
      assert.deepEqual(order, [0, 1, 2, 3]);
      const [first = 0, second = 0, third = 0, fourth = 0] = spoken;
      assert.ok(first > 2 * second && third > 2 * fourth, spoken.join());
    });

    test('an abort rejects with cancelled, before, while waiting and while speaking; the next call works', async () => {
      const cancelled = { code: 'cancelled' };
      await assert.rejects(say(LONG, AbortSignal.abort()), cancelled);
      const abort = new AbortController();
      const settled: string[] = [];
      const speaking = say(LONG, abort.signal).catch((error: unknown) => {
        settled.push('aborted');
        throw error;
      });
      const waiting = say(LONG, abort.signal);
      const next = say(SHORT).then((audio) => {
        settled.push('spoken');
        return audio;
      });
      setImmediate(() => abort.abort());
      await assert.rejects(speaking, cancelled);
      await assert.rejects(waiting, cancelled);
      assert.ok(durationMs(await next) < 200 * SHORT.length);
      assert.deepEqual(settled, ['aborted', 'spoken']);
    });

    test('after disposal, twice, every call is refused and waiting ones are not left hanging', async () => {
      const closing = await makeSubject();
      const request = { text: LONG, speaker: 0, speed: 1 };
      const waiting = [1, 2].map(() => closing.synthesize(request, live()).catch((error: unknown) => error));
      await closing[Symbol.asyncDispose]();
      await closing[Symbol.asyncDispose]();
      for (const error of await Promise.all(waiting)) assert.ok(error instanceof SottoFault);
      await assert.rejects(closing.synthesize(request, live()), { code: 'worker-unavailable' });
    });
  });
}
