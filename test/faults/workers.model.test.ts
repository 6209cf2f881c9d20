import assert from 'node:assert/strict';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { RecoveryBench } from '../../cli/bench/recovery.ts';
import type { EngineEvent } from '../../contract/events.ts';
import { settings } from '../../contract/settings.ts';
import { createEngine, type Engine, EphemeralConversationStore, VirtualSpeaker } from '../../engine/engine.ts';
import { testDataDir } from '../support/models.ts';
import { recordedClip } from '../support/recorded-clips.ts';
import { type TestFolder, testFolder } from '../support/test-folder.ts';

const MODELS = ['silero-vad', 'smart-turn-v3.2', 'whisper-base', 'smollm2-135m', 'piper-en-us-joe', 'espeak-ng-data'];
let folder: TestFolder;

before(async () => {
  folder = await testFolder();
});
after(() => folder[Symbol.asyncDispose]());

async function openEngine(dataDir: string, onEvent: (event: EngineEvent) => void): Promise<Engine> {
  return createEngine({
    dataDir,
    settings: settings.parse({
      reply: { maxTokens: 32, temperature: 0 },
      models: { stt: 'whisper-base', llm: 'smollm2-135m' },
    }),
    store: new EphemeralConversationStore(),
    openSpeaker: (rate) => new VirtualSpeaker(rate, { pace: 'fast' }),
    onEvent,
  });
}

for (const [name, killWith, rounds] of [
  ['killed', 'SIGKILL', 3],
  ['stopped', 'SIGSTOP', 1],
] as const) {
  test(`a worker that is ${name} in mid-turn costs a retry, never the turn`, { timeout: 300_000 }, async () => {
    const recovery = new RecoveryBench();
    const engine = await openEngine(testDataDir(), (event) => recovery.onEvent(event));
    try {
      const question = await recordedClip('capital-of-france');
      const asked = { sound: { pcm: question.pcm, sampleRateHz: 16_000 }, mustHear: /france/i };
      const rounds_ = { rounds, killWith, signal: new AbortController().signal };
      const { workers } = await recovery.run(engine, asked, rounds_, () => undefined);
      const counts = Object.entries(workers).map(([worker, { kills, recoveries, lostTurns }]) => ({
        worker,
        kills,
        recoveries,
        lostTurns,
      }));
      assert.deepEqual(
        counts,
        ['stt', 'turn', 'llm', 'tts'].map((worker) => ({ worker, kills: rounds, recoveries: rounds, lostTurns: 0 })),
      );
    } finally {
      await engine[Symbol.asyncDispose]();
    }
  });
}

test('a model that is deleted while it is loaded ends in a clear fault, and the assistant lives', {
  timeout: 120_000,
}, async () => {
  const home = folder.file('home');
  await mkdir(join(home, 'models'), { recursive: true });
  for (const id of MODELS)
    await cp(join(testDataDir(), 'models', id), join(home, 'models', id), {
      recursive: true,
      preserveTimestamps: true,
    });
  const events: EngineEvent[] = [];
  const engine = await openEngine(home, (event) => events.push(event));
  const signal = new AbortController().signal;
  try {
    await engine.warmUp(signal);
    await rm(join(home, 'models', 'smollm2-135m'), { recursive: true });
    await engine.submit('Hello.', signal);
    assert.ok(
      events.some(({ type }) => type === 'reply.completed'),
      'what is loaded goes on working',
    );
    process.kill(engine.workerPids['llm'] ?? 0, 'SIGKILL');
    await engine.submit('Hello again.', signal);
    const faults = events.flatMap((event) => (event.type === 'fault.raised' ? [event.fault.code] : []));
    assert.deepEqual(faults, ['model-missing']);
    const spoken = await engine.speak({ text: 'I can still speak.', speaker: 0, speed: 1 }, signal);
    assert.ok(spoken.pcm.length > 0);
  } finally {
    await engine[Symbol.asyncDispose]();
  }
});
