import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SampleTime } from '../../contract/ids.ts';
import { msToSamples } from '../audio/audio-frame.ts';
import { FakeTranscriber } from '../stt/fake-stt.ts';
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
    ['A long beginning.', 'Then more.', 'Then more and more.'],
  );
  assert.deepEqual(decodedSeconds, [14, 3, 5]);
  assert.deepEqual(heard, { kind: 'speech', text: 'A long beginning. Then more and more.', language: 'en' });
});

test('a noise after settled words does not take them back', async () => {
  const { heard } = await turnWithPauses([14, 17], ['A long beginning.', '']);
  assert.deepEqual(heard, { kind: 'speech', text: 'A long beginning.', language: 'en' });
});
