/** What every transcriber keeps, whatever is behind it. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SottoFault } from '../../contract/faults.ts';
import { wordErrorRate } from '../../engine/stt/accuracy/word-error-rate.ts';
import type { Transcriber } from '../../engine/stt/stt.ts';

export interface SpokenClip {
  /** 16 kHz mono. */
  readonly pcm: Float32Array;
  readonly text: string;
}

export interface TranscriberExpectations {
  /** Highest word error rate over all clips together. */
  readonly maxWordErrorRate: number;
  /** Whether the runtime tells probabilities. */
  readonly confidence: 'told' | 'untold';
}

const live = (): AbortSignal => new AbortController().signal;

/** @param clips at least two sentences of clear English speech that differ from each other. */
export function describeTranscriber(
  name: string,
  makeSubject: () => Promise<Transcriber>,
  clips: () => Promise<readonly SpokenClip[]>,
  expectations: TranscriberExpectations,
): void {
  describe(`${name} keeps the transcriber contract`, () => {
    let subject: Transcriber;
    let spoken: readonly SpokenClip[];
    before(async () => {
      spoken = await clips();
      subject = await makeSubject();
    });
    after(() => subject[Symbol.asyncDispose]());

    const clip = (index: number): SpokenClip => spoken[index] ?? assert.fail(`There is no clip ${index}`);
    const hear = (pcm: Float32Array, language: string = 'en', signal: AbortSignal = live()) =>
      subject.transcribe({ pcm, language }, signal);
    const errorsIn = (reference: string, hypothesis: string): number => wordErrorRate([{ reference, hypothesis }]);

    test('speech gives its words', async () => {
      const pairs: { reference: string; hypothesis: string }[] = [];
      for (const { pcm, text } of spoken) pairs.push({ reference: text, hypothesis: (await hear(pcm)).text });
      const rate = wordErrorRate(pairs);
      assert.ok(rate <= expectations.maxWordErrorRate, `${rate}: ${JSON.stringify(pairs)}`);
    });

    test('a prompt of foreign names leaves clear words as they are', async () => {
      const pairs: { reference: string; hypothesis: string }[] = [];
      for (const { pcm, text } of spoken) {
        const request = { pcm, language: 'en', prompt: 'Siobhan, Kubernetes, Ljubljana.' };
        pairs.push({ reference: text, hypothesis: (await subject.transcribe(request, live())).text });
      }
      assert.ok(wordErrorRate(pairs) <= expectations.maxWordErrorRate + 0.05, JSON.stringify(pairs));
    });

    test('text is trimmed and tokens make it up', async () => {
      const { text, tokens } = await hear(clip(0).pcm);
      assert.equal(text, text.trim());
      if (expectations.confidence === 'untold') return;
      assert.equal(
        tokens
          .map((token) => token.text)
          .join('')
          .trim(),
        text,
      );
      assert.ok(tokens.every(({ probability }) => probability > 0 && probability <= 1));
    });

    test('confidence is told where it is known', async () => {
      const { averageLogProbability, noSpeechProbability } = await hear(clip(0).pcm);
      if (expectations.confidence === 'untold') {
        assert.deepEqual([averageLogProbability, noSpeechProbability], [undefined, undefined]);
        return;
      }
      assert.ok(averageLogProbability !== undefined && averageLogProbability < 0 && averageLogProbability > -1);
      assert.ok(noSpeechProbability !== undefined && noSpeechProbability >= 0 && noSpeechProbability < 0.5);
    });

    test('the language is reported, detected or given', async () => {
      assert.equal((await hear(clip(0).pcm, 'auto')).language, 'en');
      assert.equal((await hear(clip(1).pcm, 'en')).language, 'en');
    });

    for (const samples of [0, 1, 800, 4_000, 16_000, 96_000]) {
      test(`${samples} samples of silence are no text, and nothing of the call before`, async () => {
        await hear(clip(0).pcm);
        const { text, tokens } = await hear(new Float32Array(samples));
        assert.deepEqual({ text, tokens }, { text: '', tokens: [] });
      });
    }

    test('samples that are not numbers, infinite or too loud are survived', async () => {
      const { text } = await hear(new Float32Array(32_000).fill(Number.NaN));
      assert.equal(text, '');
      const damaged = clip(0).pcm.slice();
      damaged.fill(Number.NaN, 0, 50);
      damaged[60] = Number.POSITIVE_INFINITY;
      damaged[70] = -1e30;
      assert.ok(errorsIn(clip(0).text, (await hear(damaged)).text) < 0.5);
    });

    test('the audio is not changed', async () => {
      const pcm = clip(0).pcm.slice();
      pcm[5] = 7;
      const before = pcm.slice();
      await hear(pcm);
      assert.deepEqual(pcm, before);
    });

    test('calls at the same time are answered each with its own words', async () => {
      const answers = await Promise.all([0, 1, 0, 1].map((index) => hear(clip(index).pcm)));
      for (const [i, { text }] of answers.entries()) assert.ok(errorsIn(clip(i % 2).text, text) < 0.5, text);
    });

    test('an abort rejects with cancelled, before, while waiting and while running; the next call works', async () => {
      const cancelled = { code: 'cancelled' };
      await assert.rejects(hear(clip(0).pcm, 'en', AbortSignal.abort()), cancelled);
      const abort = new AbortController();
      const running = hear(clip(0).pcm, 'en', abort.signal);
      const waiting = hear(clip(1).pcm, 'en', abort.signal);
      const next = hear(clip(1).pcm);
      setImmediate(() => abort.abort());
      await assert.rejects(running, cancelled);
      await assert.rejects(waiting, cancelled);
      assert.ok(errorsIn(clip(1).text, (await next).text) < 0.5);
    });

    test('a partial request gives the words of clear speech, as a final one does', async () => {
      const { pcm, text } = clip(0);
      const partial = await subject.transcribe({ pcm, language: 'en', priority: 'partial' }, live());
      assert.ok(errorsIn(text, partial.text) <= 0.25, partial.text);
    });

    test('a final request does not wait for partial ones, which end with cancelled before it is answered', async () => {
      const order: string[] = [];
      const partials = [0, 1].map((index) =>
        subject.transcribe({ pcm: clip(index).pcm, language: 'en', priority: 'partial' }, live()).then(
          () => assert.fail('a partial request was answered first'),
          (error: unknown) => {
            assert.equal((error as SottoFault).code, 'cancelled');
            order.push('partial');
          },
        ),
      );
      await new Promise((resolve) => setImmediate(resolve));
      const { text } = await hear(clip(1).pcm);
      order.push('final');
      await Promise.all(partials);
      assert.deepEqual(order, ['partial', 'partial', 'final']);
      assert.ok(errorsIn(clip(1).text, text) < 0.5, text);
    });

    test('a partial request that comes after a final one waits for it', async () => {
      const order: string[] = [];
      const final = hear(clip(0).pcm).then(() => order.push('final'));
      const request = { pcm: clip(1).pcm, language: 'en', priority: 'partial' } as const;
      const partial = subject.transcribe(request, live()).then(({ text }) => {
        order.push('partial');
        return text;
      });
      assert.ok(errorsIn(clip(1).text, await partial) < 0.5);
      await final;
      assert.deepEqual(order, ['final', 'partial']);
    });

    test('wherever a partial request is dropped, the next words are heard as if it had not been', async () => {
      const alone = await hear(clip(1).pcm);
      for (const turns of [0, 100, 1_000, 5_000]) {
        const abort = new AbortController();
        const request = { pcm: clip(0).pcm, language: 'en', priority: 'partial' } as const;
        const dropped = subject.transcribe(request, abort.signal).catch((error: unknown) => error);
        for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
        abort.abort();
        const outcome = await dropped;
        assert.ok(!(outcome instanceof SottoFault) || outcome.code === 'cancelled', String(outcome));
        assert.deepEqual(await hear(clip(1).pcm), alone);
      }
    });

    test('more than 30 s, or a language that is none, is refused', async () => {
      await assert.rejects(hear(new Float32Array(30 * 16_000 + 1)), { code: 'audio-too-long' });
      await assert.rejects(hear(clip(0).pcm, 'English!'), { code: 'bad-input' });
    });

    test('after disposal, twice, every call is refused and waiting ones are not left hanging', async () => {
      const closing = await makeSubject();
      const caught = closing.transcribe({ pcm: clip(0).pcm, language: 'en' }, live()).catch((error: unknown) => error);
      await closing[Symbol.asyncDispose]();
      await closing[Symbol.asyncDispose]();
      assert.ok((await caught) instanceof SottoFault);
      await assert.rejects(closing.transcribe({ pcm: clip(0).pcm, language: 'en' }, live()), {
        code: 'worker-unavailable',
      });
    });
  });
}
