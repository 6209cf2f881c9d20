import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeSpeaker } from './playback/fake-speaker.ts';
import { sayAloud } from './say-aloud.ts';
import { createFakeSynthesizer, FAKE_SAMPLE_RATE_HZ } from './tts/fake-tts.ts';
import { Segmenter } from './tts/segmenter.ts';

function options(speaker: FakeSpeaker, signal: AbortSignal): Parameters<typeof sayAloud>[1] {
  return {
    synthesizer: createFakeSynthesizer(),
    style: { speaker: 0, speed: 1 },
    segmenter: new Segmenter({ language: 'en' }),
    openSpeaker: () => speaker,
    signal,
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
