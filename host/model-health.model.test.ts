import assert from 'node:assert/strict';
import { chmod, cp, mkdir, mkdtemp, open, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SottoFault } from '../contract/faults.ts';
import { installedModel } from '../test/support/models.ts';
import { openAssistant } from './assistant.ts';
import { FakeEngines } from './fake-engine.ts';

test('one changed byte is found out, and what was found and measured is known to the next process', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'sotto-health-'));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  await mkdir(join(dataDir, 'models'));
  await symlink(await installedModel('smart-turn-v3.2'), join(dataDir, 'models', 'smart-turn-v3.2'));
  const folder = join(dataDir, 'models', 'silero-vad');
  await cp(await installedModel('silero-vad'), folder, { recursive: true });
  const openAudio = async (): Promise<never> => {
    throw new SottoFault('device-missing', 'There is no microphone.');
  };
  const context = { signal: new AbortController().signal as never, emit: () => undefined };
  const start = () => openAssistant({ dataDir, parts: { createEngine: new FakeEngines().create, openAudio } });

  const first = await start();
  const healthOf = async ({ handlers }: typeof first, modelId: string) =>
    (await handlers['models.list']({}, context)).find(({ id }) => id === modelId)?.health;
  try {
    const { handlers: call } = first;
    assert.deepEqual(await healthOf(first, 'silero-vad'), { state: 'unchecked', problems: [] });
    const intact = await call['models.verify']({ modelId: 'silero-vad' }, context);
    assert.deepEqual([intact.state, intact.problems], ['intact', []]);
    assert.deepEqual(await healthOf(first, 'silero-vad'), intact);

    const [file = ''] = (await readdir(folder)).filter((name) => name.endsWith('.onnx'));
    await changeOneByte(join(folder, file));
    const damaged = await call['models.verify']({ modelId: 'silero-vad' }, context);
    assert.deepEqual([damaged.state, damaged.problems], ['damaged', [{ path: file, problem: 'wrong-hash' }]]);

    const { figures } = await call['models.benchmark']({ modelId: 'smart-turn-v3.2' }, context);
    assert.ok((figures['judgementMs'] ?? 0) > 0);
  } finally {
    await first[Symbol.asyncDispose]();
  }

  const second = await start();
  try {
    assert.equal((await healthOf(second, 'silero-vad'))?.state, 'damaged');
    const models = await second.handlers['models.list']({}, context);
    const measured = models.find(({ id }) => id === 'smart-turn-v3.2')?.measured;
    assert.ok((measured?.figures['judgementMs'] ?? 0) > 0 && (measured?.atMs ?? 0) > 0);
    await second.handlers['models.remove']({ modelId: 'silero-vad' }, context);
    assert.equal(await healthOf(second, 'silero-vad'), undefined);
  } finally {
    await second[Symbol.asyncDispose]();
  }
});

async function changeOneByte(path: string): Promise<void> {
  await chmod(path, 0o644);
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, 5000);
  byte[0] = (byte[0] ?? 0) ^ 1;
  await file.write(byte, 0, 1, 5000);
  await file.close();
}
