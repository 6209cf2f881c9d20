import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { ProcessTable } from './process-table.ts';
import { systemProcessTable } from './process-table.ts';
import { lockProfile } from './profile-lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

const path = (): string => join(folder, 'sotto.lock');

/** A process that ended, so that its id belongs to nobody. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '0']);
  await once(child, 'exit');
  return child.pid ?? assert.fail('not started');
}

function leaveLock(owner: Partial<{ pid: number; startedAt: string; token: string }>): Promise<void> {
  return writeFile(path(), JSON.stringify({ pid: process.pid, startedAt: 'then', token: 'theirs', ...owner }));
}

test('the second is refused and told who has it; released, it is free', async () => {
  const first = await lockProfile(folder);
  await assert.rejects(lockProfile(folder), {
    code: 'profile-in-use',
    message: new RegExp(`process ${process.pid}\\b`),
  });
  await first[Symbol.asyncDispose]();
  assert.deepEqual(await readdir(folder), []);
  await (await lockProfile(folder))[Symbol.asyncDispose]();
});

test('the lock of a dead process is taken over', async () => {
  await leaveLock({ pid: await deadPid() });
  const lock = await lockProfile(folder);
  assert.equal(JSON.parse(await readFile(path(), 'utf8')).pid, process.pid);
  await lock[Symbol.asyncDispose]();
});

test('a process id that was used again does not keep the lock', async () => {
  await leaveLock({ pid: process.pid, startedAt: 'at another time' });
  await (await lockProfile(folder))[Symbol.asyncDispose]();
});

test('where the system does not tell when a process began, its id alone keeps the lock', async () => {
  const silent: ProcessTable = { ...systemProcessTable, startedAt: async () => undefined };
  await leaveLock({ pid: process.pid });
  await assert.rejects(lockProfile(folder, silent), { code: 'profile-in-use' });
});

test('a lock that was cut off while being written is taken over', async () => {
  await writeFile(path(), '{"pid":');
  await (await lockProfile(folder))[Symbol.asyncDispose]();
});

test('a take-over that was cut off does not keep the lock for ever', async () => {
  await leaveLock({ pid: await deadPid() });
  await writeFile(`${path()}.takeover`, '');
  await assert.rejects(lockProfile(folder), { code: 'profile-in-use' });
  await utimes(`${path()}.takeover`, 1, 1);
  await (await lockProfile(folder))[Symbol.asyncDispose]();
});

test('of many that start at once on a stale lock, exactly one gets it', async () => {
  for (let round = 0; round < 20; round++) {
    await leaveLock({ pid: await deadPid() });
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => lockProfile(folder)));
    const won = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
    assert.equal(won.length, 1);
    await won[0]?.[Symbol.asyncDispose]();
  }
});

test('a lock that someone took over is not removed by its former owner', async () => {
  const first = await lockProfile(folder);
  await leaveLock({ token: 'theirs' });
  await first[Symbol.asyncDispose]();
  assert.deepEqual(await readdir(folder), ['sotto.lock']);
});

test('the end of a process releases its lock', async () => {
  const module = new URL(`./profile-lock${extname(import.meta.filename)}`, import.meta.url).href;
  const script = `import { lockProfile } from ${JSON.stringify(module)}; await lockProfile(${JSON.stringify(folder)});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
  assert.deepEqual(await readdir(folder), []);
});

test('a folder that cannot be made is a fault', async () => {
  await writeFile(join(folder, 'file'), '');
  await assert.rejects(lockProfile(join(folder, 'file', 'profile')));
});
