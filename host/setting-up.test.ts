import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { SampleTime } from '../contract/ids.ts';
import type { DuplexAudio } from '../engine/engine.ts';
import { type Assistant, openAssistant } from './assistant.ts';
import { FakeEngines } from './fake-engine.ts';

/** A microphone that hums, and a loudspeaker that keeps what it is given. */
class FakeAudio implements DuplexAudio {
  readonly kind = 'native';
  readonly health = { underruns: 0, gaps: 0, droppedFrames: 0 };
  readonly played: Float32Array[] = [];
  readonly done: string[] = [];
  readonly microphone = {
    async *frames(signal: AbortSignal) {
      for (let at = 0; !signal.aborted; at += 512) {
        yield { at: at as SampleTime, pcm: new Float32Array(512).fill(0.1) };
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    async [Symbol.asyncDispose]() {},
  };
  readonly openSpeaker: DuplexAudio['openSpeaker'] = (sampleRateHz) => ({
    ...{ sampleRateHz, heardSamples: 0, queuedMs: 0 },
    write: (pcm) => this.played.push(pcm),
    setGain: () => {},
    flush: () => {},
    drained: async () => {},
    async [Symbol.asyncDispose]() {},
  });

  async mute(): Promise<void> {
    this.done.push('mute');
  }

  async unmute(): Promise<void> {
    this.done.push('unmute');
  }

  async listDevices() {
    return [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.done.push('dispose');
  }
}

async function open(t: TestContext, settings: object = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'sotto-setting-up-'));
  await writeFile(join(dataDir, 'settings.json'), JSON.stringify(settings));
  const engines = new FakeEngines();
  const audios: FakeAudio[] = [];
  const assistant: Assistant = await openAssistant({
    dataDir,
    parts: {
      createEngine: engines.create,
      openAudio: async () => {
        const audio = new FakeAudio();
        audios.push(audio);
        return audio;
      },
    },
  });
  t.after(async () => {
    await assistant[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  });
  const emitted: unknown[] = [];
  const context = (signal = new AbortController().signal) => ({
    signal,
    emit: (item: unknown) => void emitted.push(item),
  });
  // Resolves once the engine is there.
  await assistant.handlers['talk.press']({}, context());
  return { assistant, engines, audios, emitted, context, call: assistant.handlers };
}

test('what decides turns reaches the engine that runs; another mode makes a new one', async (t) => {
  const { call, context, engines } = await open(t);
  const change = (turnTaking: object) => call['settings.change']({ patch: { turnTaking } }, context());
  await change({ eagerness: 0.9, sensitivity: 1, phrases: { de: { stop: ['rot'] } } });
  assert.equal(engines.made.length, 1);
  assert.deepEqual(engines.last.asked.at(-1), 'speed 1');
  await change({ mode: 'push-to-talk' });
  await call['talk.press']({}, context());
  assert.equal(engines.made.length, 2);
});

test('typed questions are answered as the settings say, unless one is asked otherwise', async (t) => {
  const { call, context, engines } = await open(t, { typed: { answers: 'written' } });
  await call['talk.submit']({ text: 'One' }, context());
  await call['talk.submit']({ text: 'Two', isSilent: false }, context());
  assert.deepEqual(
    engines.last.asked.filter((asked) => asked.startsWith('submit')),
    ['submit One silently', 'submit Two'],
  );
});

test('a greeting is said when the assistant is ready, and none where there is none', async (t) => {
  const greeting = await open(t, { persona: { greeting: 'Good morning.' } });
  assert.ok(greeting.engines.last.asked.includes('say Good morning.'));
  const silent = await open(t);
  assert.deepEqual(
    silent.engines.last.asked.filter((asked) => asked.startsWith('say')),
    [],
  );
});

test('three seconds are played back louder while the conversation is muted', async (t) => {
  const { call, context, engines, audios, emitted } = await open(t);
  const { loudestDbfs } = await call['microphone.try']({}, context());
  assert.equal(Math.round(loudestDbfs), -20);
  assert.deepEqual(emitted.at(-1), { phase: 'playing', levelDbfs: -120 });
  const [conversation, tried] = audios;
  assert.deepEqual(
    tried?.played.map(({ length }) => length),
    [48_000],
  );
  assert.equal(tried?.played[0]?.[0]?.toFixed(2), '0.50');
  assert.deepEqual(conversation?.done, ['mute', 'unmute']);
  assert.deepEqual(tried?.done, ['dispose']);
  assert.deepEqual(engines.last.asked.slice(-2), ['muted true', 'muted false']);
});

test('levels are told until nobody asks any more, and nobody is answered meanwhile', async (t) => {
  const { call, engines, audios } = await open(t);
  const aborter = new AbortController();
  const levels: number[] = [];
  await call['microphone.listen'](
    { isAlone: true },
    {
      signal: aborter.signal,
      emit: ({ levelDbfs }) => {
        levels.push(Math.round(levelDbfs));
        if (levels.length === 3) aborter.abort();
      },
    },
  );
  assert.deepEqual(levels, [-20, -20, -20]);
  assert.deepEqual(engines.last.asked.slice(-2), ['muted true', 'muted false']);
  assert.deepEqual(audios.at(-1)?.done, ['dispose']);
});

test('without answers of its own the machine is estimated; phrases come by language', async (t) => {
  const { call, context } = await open(t);
  const { basis, answerMs } = await call['machine.measure']({}, context());
  assert.equal(basis, 'estimate');
  assert.ok(answerMs > 0);
  const german = await call['phrases.defaults']({ language: 'de' }, context());
  assert.equal(german.language, 'de');
  assert.ok(german.stop.length > 3 && german.backchannel.length > 3);
  assert.equal((await call['phrases.defaults']({ language: 'auto' }, context())).language, 'en');
});
