/** A disk without room for an encrypted copy: the profile goes on readable, says so, and is encrypted once there is room. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { SottoFault } from '../../contract/faults.ts';
import type { ConversationId, TurnId } from '../../contract/ids.ts';
import { openProfile, openProfileVault, type Profile } from '../../engine/profile.ts';
import { FakeKeyring } from '../../engine/storage/vault/fake-keyring.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const A = 'a' as ConversationId;
const LEFT_BYTES = 400_000;
const skip = process.getuid?.() !== 0 && 'mounting a file system of its own needs root';

test('the profile goes on as it was, and is encrypted when there is room', { skip }, async (t) => {
  const dataDir = join(await scratchFolder(t), 'disk');
  await mkdir(dataDir);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', dataDir]);
  const keyring = new FakeKeyring();
  const faults: SottoFault[] = [];
  const opened = async <T>(action: (profile: Profile) => Promise<T>): Promise<T> => {
    const vault = await openProfileVault(dataDir, keyring);
    const profile = await openProfile({ dataDir, vault, onFault: (fault) => faults.push(fault) });
    try {
      return await action(profile);
    } finally {
      await profile[Symbol.asyncDispose]();
    }
  };
  const turns = (): Promise<number> => opened(async ({ store }) => (await store.turns(A)).length);
  const beginsReadable = async (): Promise<boolean> =>
    (await readFile(join(dataDir, 'profile', 'sotto.db'), 'latin1')).startsWith('SQLite format 3');
  try {
    keyring.state = 'absent';
    await opened(async ({ store }) => {
      await store.createConversation({ id: A, title: 'Title', createdAtMs: 1 });
      for (let number = 1; number <= 100; number += 1) {
        const turn = { number: number as TurnId, role: 'user', status: 'complete', createdAtMs: number } as const;
        await store.keepTurn(A, { ...turn, text: `${number} ${'words '.repeat(5000)}` });
      }
    });
    const { bavail, bsize } = await statfs(dataDir);
    await writeFile(join(dataDir, 'filler'), Buffer.alloc(bavail * bsize - LEFT_BYTES));

    keyring.state = 'open';
    assert.equal(await turns(), 100);
    assert.deepEqual(
      faults.map(({ code }) => code),
      ['storage-read-only'],
    );
    assert.ok(await beginsReadable());
    const { isEncrypting } = (await openProfileVault(dataDir, keyring)).summary;
    assert.ok(isEncrypting);

    await rm(join(dataDir, 'filler'));
    assert.equal(await turns(), 100);
    assert.equal(faults.length, 1);
    assert.equal(await beginsReadable(), false);
  } finally {
    execFileSync('umount', ['--lazy', dataDir]);
  }
});
