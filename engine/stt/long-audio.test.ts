import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { FakeTranscriber } from './fake-stt.ts';
import { cutAtQuiet, LONGEST_PIECE_SAMPLES, transcribeLong } from './long-audio.ts';
import type { Transcription } from './stt.ts';

const SECOND = 16_000;
const live = (): AbortSignal => new AbortController().signal;

function noise(seconds: number): Float32Array {
  return Float32Array.from({ length: seconds * SECOND }, (_, i) => 0.3 * Math.sin(i * i));
}

/** Too little of a voice to say how fast it speaks: a moment of it every second. */
function sparse(seconds: number): Float32Array {
  return noise(seconds).map((sample, i) => (i % SECOND < 400 ? sample : 0));
}

describe('cutting', () => {
  test('28 s stay in one piece', () => {
    const pcm = noise(28);
    assert.deepEqual(cutAtQuiet(pcm), [pcm]);
    assert.equal(cutAtQuiet(new Float32Array(0)).length, 1);
  });

  test('the cut lies in the pause', () => {
    const pcm = noise(40).fill(0, 21.5 * SECOND, 22 * SECOND);
    const [first] = cutAtQuiet(pcm);
    assert.ok(first !== undefined && first.length > 21.5 * SECOND && first.length < 22 * SECOND);
  });

  test('every sample is in exactly one piece, and no piece is too long or a scrap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 150 * SECOND }), (length) => {
        const pieces = cutAtQuiet(new Float32Array(length));
        assert.equal(
          pieces.reduce((sum, piece) => sum + piece.length, 0),
          length,
        );
        assert.ok(pieces.every((piece) => piece.length <= LONGEST_PIECE_SAMPLES));
        if (pieces.length > 1) assert.ok(pieces.every((piece) => piece.length >= 4 * SECOND));
      }),
      { numRuns: 30 },
    );
  });
});

describe('transcribing', () => {
  const piece = (text: string, details: Partial<Transcription> = {}): Transcription => ({
    text,
    language: 'de',
    tokens: [{ text, probability: 0.9 }],
    averageLogProbability: -0.2,
    noSpeechProbability: 0.1,
    ...details,
  });

  test('short audio is one request, passed on as it is', async () => {
    const fake = new FakeTranscriber(() => 'hello');
    const request = { pcm: sparse(5), language: 'en', prompt: 'Ada.' };
    const { text } = await transcribeLong(fake, request, live());
    assert.equal(text, 'hello');
    assert.deepEqual(fake.requests, [request]);
  });

  test('pieces are joined; each is prompted with the words before it, in the language of the first', async () => {
    const answers = [
      piece('eins zwei', { noSpeechProbability: 0.3 }),
      piece('', { tokens: [], noSpeechProbability: 0.01 }),
      piece('drei', { averageLogProbability: -0.6 }),
    ];
    const fake = new FakeTranscriber(() => answers.shift() ?? assert.fail('one request too many'));
    const whole = await transcribeLong(fake, { pcm: sparse(70), language: 'auto', prompt: 'Ada.' }, live());
    assert.deepEqual(
      fake.requests.map(({ language, prompt }) => [language, prompt]),
      [
        ['auto', 'Ada.'],
        ['de', 'Ada. eins zwei'],
        ['de', 'Ada. eins zwei'],
      ],
    );
    assert.deepEqual(whole, {
      text: 'eins zwei drei',
      language: 'de',
      tokens: [
        { text: 'eins zwei', probability: 0.9 },
        { text: 'drei', probability: 0.9 },
      ],
      averageLogProbability: -0.4,
      noSpeechProbability: 0.1,
    });
  });

  test('Chinese is joined without spaces', async () => {
    const answers = [piece('你好。', { text: '你好' }), piece('世界')];
    const fake = new FakeTranscriber(() => answers.shift() ?? assert.fail('one request too many'));
    assert.equal((await transcribeLong(fake, { pcm: sparse(40), language: 'zh' }, live())).text, '你好世界');
  });

  /** Words at a usual pace for `seconds` of noise. */
  const words = (seconds: number, word = 'one'): string =>
    Array.from({ length: seconds * 3 }, (_, i) => `${word}${i}`).join(' ');

  test('a piece with too few words for its voice is decoded again without a prompt, and the fuller one counts', async () => {
    for (const again of [words(20, 'two'), 'two']) {
      const answers = [words(28), 'five words and no more', again];
      const fake = new FakeTranscriber(() => answers.shift() ?? assert.fail('one request too many'));
      const { text } = await transcribeLong(fake, { pcm: noise(50), language: 'en' }, live());
      assert.deepEqual(
        fake.requests.map(({ prompt }) => prompt !== undefined),
        [false, true, false],
      );
      assert.equal(text, `${words(28)} ${again === 'two' ? 'five words and no more' : again}`);
    }
  });

  test('a piece that the decoder goes round in is decoded in two parts', async () => {
    const round = 'round and round '.repeat(30).trim();
    for (const second of [words(10, 'three'), round]) {
      const answers = [round, words(10, 'two'), second];
      const fake = new FakeTranscriber(() => answers.shift() ?? assert.fail('one request too many'));
      const { text } = await transcribeLong(fake, { pcm: noise(20), language: 'en' }, live());
      assert.equal(text, second === round ? round : `${words(10, 'two')} ${second}`);
      const [whole, ...parts] = fake.requests.map(({ pcm }) => pcm.length);
      assert.equal(whole, parts[0] === undefined || parts[1] === undefined ? 0 : parts[0] + parts[1]);
    }
  });

  test('enough words, no prompt, a partial request and a moment of voice are decoded once', async () => {
    const cases = [
      { pcm: noise(20), answer: words(20), prompt: 'Ada.' },
      { pcm: noise(20), answer: 'one' },
      { pcm: noise(20), answer: 'one', prompt: 'Ada.', priority: 'partial' as const },
      { pcm: noise(2), answer: 'one', prompt: 'Ada.' },
      { pcm: noise(20), answer: '你好', prompt: 'Ada.' },
    ];
    for (const { answer, ...request } of cases) {
      const fake = new FakeTranscriber(() => answer);
      await transcribeLong(fake, { ...request, language: 'en' }, live());
      assert.equal(fake.requests.length, 1, answer);
    }
  });

  test('an abort between pieces ends it', async () => {
    const abort = new AbortController();
    const fake = new FakeTranscriber(() => {
      abort.abort();
      return 'one';
    });
    await assert.rejects(transcribeLong(fake, { pcm: noise(70), language: 'en' }, abort.signal), { code: 'cancelled' });
    assert.equal(fake.requests.length, 1);
  });
});
