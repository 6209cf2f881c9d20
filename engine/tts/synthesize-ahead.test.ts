import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFakeSynthesizer } from './fake-tts.ts';
import type { SpeechSegment } from './speech-segment.ts';
import { LOOK_AHEAD, synthesizeAhead } from './synthesize-ahead.ts';

const VOICE = { speaker: 0, speed: 1 };
const live = (): AbortSignal => new AbortController().signal;
const segmentOf = (sequence: number): SpeechSegment => {
  const text = `Segment number ${sequence}.`;
  return { sequence, text, spokenFrom: 0, spokenText: text };
};

async function* segments(count: number, onEnd: () => void = () => undefined): AsyncGenerator<SpeechSegment> {
  try {
    for (let sequence = 0; sequence < count; sequence++) yield segmentOf(sequence);
  } finally {
    onEnd();
  }
}

/** Lets everything run that can run without anybody else's doing. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

test('segments come out in order with their sound', async () => {
  const spoken: [number, string, number][] = [];
  for await (const { sequence, text, audio } of synthesizeAhead(segments(5), createFakeSynthesizer(), VOICE, live())) {
    spoken.push([sequence, text, audio.pcm.length]);
  }
  const samples = segmentOf(0).spokenText.length * 60 * 16;
  assert.deepEqual(
    spoken,
    [0, 1, 2, 3, 4].map((sequence) => [sequence, `Segment number ${sequence}.`, samples]),
  );
});

test('the voice setting goes to the synthesizer', async () => {
  const synthesizer = createFakeSynthesizer();
  for await (const _ of synthesizeAhead(segments(1), synthesizer, { speaker: 0, speed: 1.5 }, live()));
  assert.deepEqual(synthesizer.requests, [{ text: 'Segment number 0.', speaker: 0, speed: 1.5 }]);
});

test('while one plays, the next two are made and no more', async () => {
  const synthesizer = createFakeSynthesizer();
  const spoken = synthesizeAhead(segments(10), synthesizer, VOICE, live());
  await spoken.next();
  await settle();
  assert.equal(synthesizer.requests.length, 1 + LOOK_AHEAD);
  await spoken.next();
  await settle();
  assert.equal(synthesizer.requests.length, 2 + LOOK_AHEAD);
  await spoken.return();
});

test('nothing to say is nothing', async () => {
  assert.deepEqual(await synthesizeAhead(segments(0), createFakeSynthesizer(), VOICE, live()).next(), {
    done: true,
    value: undefined,
  });
});

test('an abort ends it at once, even while the voice and the model hang, and leaves no work behind', async () => {
  const abort = new AbortController();
  const synthesizer = createFakeSynthesizer({ outcomes: ['speak', 'hang'] });
  const spoken = synthesizeAhead(segments(10), synthesizer, VOICE, abort.signal);
  await spoken.next();
  const next = spoken.next();
  await settle();
  abort.abort();
  await assert.rejects(next, { code: 'cancelled' });
  await settle();
  assert.equal(synthesizer.requests.length, 2);
});

test('an abort ends it while the next segment is not there yet', async () => {
  const abort = new AbortController();
  const never: AsyncIterable<SpeechSegment> = {
    [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }),
  };
  const next = synthesizeAhead(never, createFakeSynthesizer(), VOICE, abort.signal).next();
  abort.abort();
  await assert.rejects(next, { code: 'cancelled' });
});

test('a failure comes in its place, after what was spoken before it, and closes the source', async () => {
  let hasEnded = false;
  const synthesizer = createFakeSynthesizer({ outcomes: ['speak', 'fail'] });
  const source = segments(10, () => {
    hasEnded = true;
  });
  const spoken = synthesizeAhead(source, synthesizer, VOICE, live());
  assert.equal((await spoken.next()).value?.sequence, 0);
  await assert.rejects(spoken.next(), { code: 'internal' });
  await settle();
  assert.equal(hasEnded, true);
});

test('a source that fails fails it', async () => {
  async function* failing(): AsyncGenerator<SpeechSegment> {
    yield segmentOf(0);
    throw new Error('the model is gone');
  }
  const spoken = synthesizeAhead(failing(), createFakeSynthesizer(), VOICE, live());
  assert.equal((await spoken.next()).value?.sequence, 0);
  await assert.rejects(spoken.next(), /the model is gone/);
});

test('leaving early closes the source and drops what was in work', async () => {
  let hasEnded = false;
  const synthesizer = createFakeSynthesizer();
  const source = segments(10, () => {
    hasEnded = true;
  });
  for await (const { sequence } of synthesizeAhead(source, synthesizer, VOICE, live())) {
    if (sequence === 1) break;
  }
  await settle();
  const made = synthesizer.requests.length;
  await settle();
  assert.deepEqual([hasEnded, synthesizer.requests.length], [true, made]);
});
