/**
 * One Sotto at a time on a profile.
 *
 * The lock is a file that comes into being with its content, exclusively. It names its owner by process id and by when
 * that process started, so that neither a crash nor a reused id locks anyone out. It holds within one machine.
 */

import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SottoFault } from '../../contract/faults.ts';
import type { ProcessTable } from './process-table.ts';
import { systemProcessTable } from './process-table.ts';
import { asStorageFault } from './storage-fault.ts';

const Owner = z.object({ pid: z.number().int().positive(), startedAt: z.string(), token: z.string() });
type Owner = z.infer<typeof Owner>;

/** Taking over a stale lock takes milliseconds; whoever began it longer ago is dead. */
const TAKEOVER_LIMIT_MS = 10_000;

/** Disposed, it lets the profile go; so does the end of the process. */
export type ProfileLock = AsyncDisposable;

/** @throws SottoFault `profile-in-use`, naming the process that has it, or `storage-read-only`. */
export async function lockProfile(folder: string, processes: ProcessTable = systemProcessTable): Promise<ProfileLock> {
  const path = join(folder, 'sotto.lock');
  const owner: Owner = {
    pid: process.pid,
    startedAt: (await processes.startedAt(process.pid)) ?? '',
    token: randomUUID(),
  };
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (!(await createWhole(path, owner)) && !(await takeOver(path, owner, processes))) {
      throw inUse(folder, await readOwner(path));
    }
  } catch (error) {
    throw asStorageFault(error, folder);
  }
  return new HeldLock(path, owner.token);
}

class HeldLock implements ProfileLock {
  readonly #path: string;
  readonly #token: string;
  readonly #release = (): void => {
    // Someone who took it for stale owns it now.
    if (tokenIn(this.#path) === this.#token) rmSync(this.#path, { force: true });
  };

  constructor(path: string, token: string) {
    this.#path = path;
    this.#token = token;
    process.once('exit', this.#release);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off('exit', this.#release);
    this.#release();
  }
}

/** Makes the file appear with its content at once. @returns whether there was none. */
async function createWhole(path: string, owner: Owner): Promise<boolean> {
  const draft = `${path}.${owner.token}`;
  await writeFile(draft, JSON.stringify(owner), { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // A file system without links: the content may then be seen half written, which reads as an owner unknown.
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
    return writeFile(path, JSON.stringify(owner), { flag: 'wx', mode: 0o600 }).then(
      () => true,
      (failure: NodeJS.ErrnoException) => {
        if (failure.code === 'EEXIST') return false;
        throw failure;
      },
    );
  } finally {
    await rm(draft, { force: true });
  }
}

/** Replaces the lock of a dead process. Only one process at a time tries, or two could each remove the other's new lock. */
async function takeOver(path: string, owner: Owner, processes: ProcessTable): Promise<boolean> {
  const guard = `${path}.takeover`;
  const age = await stat(guard).then(
    (stats) => Date.now() - stats.mtimeMs,
    () => 0,
  );
  if (age > TAKEOVER_LIMIT_MS) await rm(guard, { force: true });
  if (!(await createWhole(guard, owner))) return false;
  try {
    const holder = await readOwner(path);
    if (holder !== undefined && (await isRunning(holder, processes))) return false;
    await rm(path, { force: true });
    return await createWhole(path, owner);
  } finally {
    await rm(guard, { force: true });
  }
}

async function isRunning(owner: Owner, processes: ProcessTable): Promise<boolean> {
  if (!processes.exists(owner.pid)) return false;
  const startedAt = await processes.startedAt(owner.pid);
  // Where the system does not tell, an id that exists counts as the owner: better refused than shared.
  return startedAt === undefined || owner.startedAt === '' || startedAt === owner.startedAt;
}

/** undefined when the lock is gone or unreadable, as after a power cut while it was written. */
async function readOwner(path: string): Promise<Owner | undefined> {
  const content = await readFile(path, 'utf8').catch(() => '');
  return parseOwner(content);
}

function tokenIn(path: string): string | undefined {
  try {
    return parseOwner(readFileSync(path, 'utf8'))?.token;
  } catch {
    return undefined;
  }
}

function parseOwner(content: string): Owner | undefined {
  try {
    return Owner.safeParse(JSON.parse(content)).data;
  } catch {
    return undefined;
  }
}

function inUse(folder: string, owner: Owner | undefined): SottoFault {
  const who = owner === undefined ? 'another process' : `process ${owner.pid}`;
  return new SottoFault(
    'profile-in-use',
    `Another Sotto (${who}) is using ${folder}. Close it first, or give this one a profile of its own.`,
    { stage: 'storage', retryable: true },
  );
}
