import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineEvent } from '../contract/events.ts';
import type { ReplyId } from '../contract/ids.ts';
import { FakeSpeaker } from './playback/fake-speaker.ts';
import { sayAloud } from './say-aloud.ts';
import { createFakeSynthesizer, FAKE_SAMPLE_RATE_HZ } from './tts/fake-tts.ts';
import { Segmenter } from './tts/segmenter.ts';

function options(speaker: FakeSpeaker, signal: AbortSignal, told: EngineEvent[] = []): Parameters<typeof sayAloud>[1] {
  return {
    synthesizer: createFakeSynthesizer(),
    style: { speaker: 0, speed: 1 },
    segmenter: new Segmenter({ language: 'en' }),
    openSpeaker: () => speaker,
    signal,
    replyId: 7 as ReplyId,
    onEvent: (event) => told.push(event),
  };
}

test('a text is said whole, in one go', async () => {
  const speaker = new FakeSpeaker(FAKE_SAMPLE_RATE_HZ);
  speaker.hear();
  await sayAloud('One sentence is here. Another one follows it.', options(speaker, new AbortController().signal));
  // Forty-some characters at the pace of the fake voice are more than two seconds.
  assert.ok(speaker.written.length > 2 * FAKE_SAMPLE_RATE_HZ);
  assert.equal(speaker.heardSamples, speaker.written.length);
});

test('who stops it hears nothing more of it', async () => {
  const speaker = new FakeSpeaker(FAKE_SAMPLE_RATE_HZ);
  await assert.rejects(sayAloud('One sentence is here.', options(speaker, AbortSignal.abort())), { code: 'cancelled' });
  assert.equal(speaker.heardSamples, 0);
});

test('a face is told what it needs to move its lips, in order and on one clock', async () => {
  const speaker = new FakeSpeaker(FAKE_SAMPLE_RATE_HZ);
  const told: EngineEvent[] = [];
  speaker.hear();
  const text = 'One sentence is here. Another one follows it.';
  await sayAloud(text, options(speaker, new AbortController().signal, told));
  const segments = told.filter((event) => event.type === 'playback.segment');
  assert.ok(segments.length > 1);
  assert.deepEqual(
    segments.map(({ startSample }) => startSample),
    [0, ...segments.slice(0, -1).map(({ endSample }) => endSample)],
  );
  assert.equal(segments.at(-1)?.endSample, speaker.written.length);
  assert.ok(segments.every(({ visemes }) => visemes.length > 0));
  assert.deepEqual(
    told.slice(0, 2).map(({ type }) => type),
    ['playback.segment', 'playback.started'],
  );
  assert.deepEqual(told.at(-1), {
    ...{ type: 'playback.finished', replyId: 7 },
    ...{ heardSamples: speaker.written.length, sampleRateHz: FAKE_SAMPLE_RATE_HZ },
  });
});
