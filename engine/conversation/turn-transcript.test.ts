import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SampleTime } from '../../contract/ids.ts';
import { FRAME_SAMPLES, msToSamples } from '../audio/audio-frame.ts';
import { type FakeHearing, FakeTranscriber } from '../stt/fake-stt.ts';
import type { PartialText } from '../stt/stable-words.ts';
import { TurnTranscript } from './turn-transcript.ts';
import { Utterance } from './utterance.ts';

const at = (seconds: number): SampleTime => msToSamples(seconds * 1000) as SampleTime;
const speech = (seconds: number): Float32Array =>
  Float32Array.from({ length: at(seconds) }, (_, i) => 0.5 * Math.sin(i / 5));

/** A user who pauses at the given times, and what was decoded at each pause. */
async function turnWithPauses(pauses: readonly number[], texts: readonly string[]) {
  const hears = [...texts];
  const transcriber = new FakeTranscriber(() => hears.shift() ?? '');
  const transcript = new TurnTranscript(transcriber, { language: 'en', terms: [] });
  const utterance = new Utterance(new Float32Array(0), at(0));
  let said = 0;
  for (const pause of pauses) {
    utterance.append(speech(pause - said));
    said = pause;
    await transcript.paused(utterance, at(pause));
  }
  const decodedSeconds = transcriber.requests.map(({ pcm }) => Math.round(pcm.length / 16_000));
  return { heard: await transcript.latest(), decodedSeconds };
}

test('a short turn is decoded whole at each pause, and the last pass counts', async () => {
  const { heard, decodedSeconds } = await turnWithPauses([3, 6], ['I would like', 'I would like some tea.']);
  assert.deepEqual(decodedSeconds, [3, 6]);
  assert.deepEqual(heard, { kind: 'speech', text: 'I would like some tea.', language: 'en' });
});

test('of a long turn only the tail is decoded again, after the words that are settled', async () => {
  const { heard, decodedSeconds } = await turnWithPauses(
    [14, 17, 19],
    ['A long beginning.', 'Then more.', 'Then more and more, and more than anybody asked for.'],
  );
  assert.deepEqual(decodedSeconds, [14, 3, 5]);
  assert.deepEqual(heard, {
    kind: 'speech',
    text: 'A long beginning. Then more and more, and more than anybody asked for.',
    language: 'en',
  });
});

test('a brief word that is not believed is decoded again without the prompt, a longer one is not', async () => {
  for (const seconds of [1, 4]) {
    const weak = { text: 'Yes.', language: 'en', averageLogProbability: -1.9, noSpeechProbability: 0.3, tokens: [] };
    const transcriber = new FakeTranscriber(({ prompt }) => (prompt === undefined ? 'Yes.' : weak));
    const transcript = new TurnTranscript(transcriber, { language: 'en', terms: ['Sotto'] });
    const utterance = new Utterance(speech(seconds), at(0));
    const heard = await transcript.paused(utterance, at(seconds));
    assert.equal(heard.kind, seconds === 1 ? 'speech' : 'nothing');
  }
});

test('a noise after settled words does not take them back', async () => {
  const { heard } = await turnWithPauses([14, 17], ['A long beginning.', '']);
  assert.deepEqual(heard, { kind: 'speech', text: 'A long beginning.', language: 'en' });
});

/** A user whose frames arrive one after the other, with time for an answer after each. */
function talk(hear: FakeHearing, options: { readonly listens: boolean } = { listens: true }) {
  const transcriber = new FakeTranscriber(hear);
  const partials: PartialText[] = [];
  const onPartial = options.listens ? (partial: PartialText) => partials.push(partial) : undefined;
  const transcript = new TurnTranscript(transcriber, { language: 'en', terms: [] }, onPartial);
  const utterance = new Utterance(new Float32Array(0), at(0));
  let now = 0;
  const frames = async (seconds: number, amplitude: number, isSpeaking: boolean): Promise<void> => {
    for (const until = now + seconds * 16_000; now < until; ) {
      utterance.append(Float32Array.from({ length: FRAME_SAMPLES }, (_, i) => amplitude * Math.sin(i / 5)));
      now += FRAME_SAMPLES;
      if (isSpeaking) transcript.speaking(utterance, now as SampleTime);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return {
    transcript,
    partials,
    speak: (seconds: number) => frames(seconds, 0.5, true),
    /** The voice has ended, but it takes a pause of three frames to know. */
    trailOff: () => frames(0.064, 0.001, true),
    /** Ends `seconds` ago. */
    pause: (seconds: number) => transcript.paused(utterance, (now - msToSamples(seconds * 1000)) as SampleTime),
    keepSilent: (seconds: number) => frames(seconds, 0.001, false),
    /** What was asked of the transcriber, with the length in seconds. */
    asked: () => transcriber.requests.map(({ priority, pcm }) => `${priority} ${(pcm.length / 16_000).toFixed(1)}`),
    prompts: () => transcriber.requests.map(({ prompt }) => prompt),
  };
}

/** Words at two a second. */
const WORDS = 'please tell me about the weather in the north of the country this week'.split(' ');
const wordsIn: FakeHearing = ({ pcm }) => WORDS.slice(0, Math.floor((2 * pcm.length) / 16_000)).join(' ');

test('words come while the user speaks, and what two passes agree on is stable', async () => {
  const { speak, partials, asked } = talk(wordsIn);
  await speak(3.2);
  assert.deepEqual(asked(), ['partial 1.4', 'partial 2.0', 'partial 2.7']);
  assert.deepEqual(partials, [
    { text: 'please tell', stableLength: 0 },
    { text: 'please tell me about', stableLength: 'please tell'.length },
    { text: 'please tell me about the', stableLength: 'please tell me about'.length },
  ]);
});

test('without a listener nothing is transcribed before the pause', async () => {
  const { speak, pause, asked } = talk(wordsIn, { listens: false });
  await speak(3);
  await pause(0);
  assert.deepEqual(asked(), ['final 3.0']);
});

test('one partial pass at a time, and a slow one makes the next one wait longer', async () => {
  const answers: ((text: string) => void)[] = [];
  const { speak, asked } = talk(() => new Promise((resolve) => answers.push(resolve)));
  await speak(2.4);
  assert.deepEqual(asked(), ['partial 1.4']);
  answers[0]?.('please tell me');
  // It took one second, which is a third of what passes until the next one.
  await speak(2.3);
  assert.equal(asked().length, 1);
  await speak(0.6);
  assert.equal(asked().length, 2);
});

test('a pause drops the partial pass that has not heard it all', async () => {
  const dropped: boolean[] = [];
  const { speak, pause, partials } = talk((request, signal) => {
    if (request.priority !== 'partial') return 'please tell me about it';
    signal.addEventListener('abort', () => dropped.push(true));
    return new Promise(() => undefined);
  });
  await speak(2);
  assert.deepEqual(await pause(0), { kind: 'speech', text: 'please tell me about it', language: 'en' });
  assert.deepEqual([dropped, partials], [[true], []]);
});

describe('a partial pass that begins as the voice ends', () => {
  test('is the pass for the pause', async () => {
    const { speak, trailOff, pause, asked, transcript } = talk(wordsIn);
    await speak(1.9);
    await trailOff();
    const heard = { kind: 'speech', text: 'please tell me', language: 'en' };
    assert.deepEqual(await pause(0.032), heard);
    assert.deepEqual(await transcript.latest(), heard);
    assert.deepEqual(asked(), ['partial 1.4', 'partial 2.0']);
  });

  test('is the pass for the pause while it still runs', async () => {
    let answer = (_: string): void => undefined;
    const { speak, trailOff, pause, asked } = talk((request) =>
      request.pcm.length < at(1.8) ? '' : new Promise((resolve) => (answer = resolve)),
    );
    await speak(1.9);
    await trailOff();
    const heard = pause(0.032);
    assert.deepEqual(asked(), ['partial 1.4', 'partial 2.0']);
    answer('please tell me');
    assert.deepEqual(await heard, { kind: 'speech', text: 'please tell me', language: 'en' });
    assert.equal(asked().length, 2);
  });

  test('is not, when it heard nothing', async () => {
    const { speak, trailOff, pause, asked } = talk(({ priority }) => (priority === 'partial' ? '' : 'well'));
    await speak(1.9);
    await trailOff();
    assert.deepEqual(await pause(0.032), { kind: 'speech', text: 'well', language: 'en' });
    assert.deepEqual(asked().slice(-2), ['partial 2.0', 'final 2.0']);
  });

  test('is not, when the voice went on', async () => {
    const { speak, trailOff, pause, asked } = talk(wordsIn);
    await speak(1.9);
    await trailOff();
    await speak(0.2);
    await pause(0);
    assert.deepEqual(asked().slice(-1), ['final 2.2']);
  });
});

test('after a pause in a long turn a partial pass covers only what follows it, and its words stay stable', async () => {
  const { speak, keepSilent, pause, asked, prompts, partials } = talk(({ pcm, prompt }) =>
    prompt === undefined && pcm.length > at(6) ? 'A long beginning.' : prompt === undefined ? '' : 'then more',
  );
  await speak(7);
  await pause(0);
  await keepSilent(0.5);
  await speak(1.5);
  assert.deepEqual(asked().at(-1), 'partial 1.5');
  assert.equal(prompts().at(-1), 'A long beginning.');
  const text = 'A long beginning. then more';
  assert.deepEqual(partials.slice(-2), [
    { text, stableLength: 'A long beginning'.length },
    { text, stableLength: text.length },
  ]);
});

test('a turn that is dropped asks for nothing more', async () => {
  let dropped = 0;
  const { speak, transcript } = talk((_, signal) => {
    signal.addEventListener('abort', () => dropped++);
    return new Promise(() => undefined);
  });
  await speak(2);
  transcript.drop();
  assert.equal(dropped, 1);
});
