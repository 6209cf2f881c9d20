/** `sotto vault`, and what other commands do with a profile that is locked. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ConversationId, TurnId } from '../../contract/ids.ts';
import { packageRoot } from '../../engine/base/package-root.ts';
import { openProfile, openProfileVault } from '../../engine/profile.ts';
import { FakeKeyring } from '../../engine/storage/vault/fake-keyring.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { runSotto } from '../support/sotto-command.ts';

const absent = (): FakeKeyring => Object.assign(new FakeKeyring(), { state: 'absent' as const });

async function keepTurn(dataDir: string): Promise<void> {
  const vault = await openProfileVault(dataDir, absent());
  const { store, ...profile } = await openProfile({ dataDir, vault, onFault: assert.fail });
  const id = 'a' as ConversationId;
  await store.createConversation({ id, title: 'xylophone', createdAtMs: 1 });
  const turn = { number: 1 as TurnId, role: 'user', status: 'complete', createdAtMs: 1 } as const;
  await store.keepTurn(id, { ...turn, text: 'xylophone' });
  await profile[Symbol.asyncDispose]();
}

async function isReadable(dataDir: string): Promise<boolean> {
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(files.map((file) => readFile(file, 'latin1')));
  return contents.some((content) => content.includes('xylophone'));
}

test('a profile is encrypted, opened, recovered and emptied from the command line', async (t) => {
  const dataDir = await scratchFolder(t);
  const secrets = await scratchFolder(t);
  const secret = async (name: string, content: string): Promise<string> => {
    await writeFile(join(secrets, name), `${content}\n`, { mode: 0o600 });
    return join(secrets, name);
  };
  const env = { SOTTO_HOME: dataDir, SOTTO_KEYRING: 'off' };
  const passphrase = await secret('one', 'correct horse battery');
  const opened = { ...env, SOTTO_PASSPHRASE_FILE: passphrase };
  await keepTurn(dataDir);

  const off = await runSotto(['vault', 'status'], env);
  assert.match(off.stdout, /encryption {2}off/);
  assert.ok(await isReadable(dataDir));

  const on = await runSotto(['vault', 'passphrase', '--new-passphrase-file', passphrase, '--json'], env);
  assert.deepEqual([on.exitCode, JSON.parse(on.stdout).opensBy], [0, 'passphrase'], on.stderr);
  assert.equal(await isReadable(dataDir), false);

  const locked = await runSotto(['replay', 'last'], env);
  assert.match(locked.stderr, /SOTTO_PASSPHRASE_FILE/);
  const wrong = await runSotto(['replay', 'last'], {
    ...env,
    SOTTO_PASSPHRASE_FILE: await secret('wrong', 'not this one'),
  });
  assert.match(wrong.stderr, /storage-key-wrong/);
  // It was kept without traces, which only who can read the conversation knows.
  assert.match((await runSotto(['replay', 'last'], opened)).stderr, /kept without traces/);
  assert.match(
    (await runSotto(['replay', 'last'], { ...env, SOTTO_PASSPHRASE_FILE: await open(passphrase) })).stderr,
    /chmod 600/,
  );
  await chmod(passphrase, 0o600);

  const shown = await runSotto(['vault', 'recovery', '--json'], opened);
  const { words } = JSON.parse(shown.stdout) as { words: string[] };
  assert.equal(words.length, 24);
  const recovered = await runSotto(
    [
      ...['vault', 'recover', '--phrase-file', await secret('words', words.join(' '))],
      ...['--new-passphrase-file', await secret('two', 'another passphrase')],
    ],
    env,
  );
  assert.equal(recovered.exitCode, 0, recovered.stderr);
  assert.match((await runSotto(['replay', 'last'], opened)).stderr, /storage-key-wrong/);
  const again = { ...env, SOTTO_PASSPHRASE_FILE: join(secrets, 'two') };
  const gone = await runSotto(['vault', 'purge', '--everything', '--json'], again);
  assert.equal(JSON.parse(gone.stdout).conversations, 1, gone.stderr);
  assert.equal((await runSotto(['vault', 'purge'], again)).exitCode, 2);
  const doctor = await runSotto(['doctor', '--json'], env);
  const checks = JSON.parse(doctor.stdout).checks as { name: string; finding: string }[];
  assert.match(checks.find(({ name }) => name === 'encryption')?.finding ?? '', /opens with a passphrase/);
});

async function open(path: string): Promise<string> {
  await chmod(path, 0o644);
  return path;
}

test('a passphrase may come over standard input', async (t) => {
  const dataDir = await scratchFolder(t);
  const env = { ...process.env, SOTTO_HOME: dataDir, SOTTO_KEYRING: 'off' };
  const run = (args: readonly string[], typed: string, more: Readonly<Record<string, string>> = {}) =>
    new Promise<string>((resolve) => {
      const child = spawn(process.execPath, [join(packageRoot, 'bin', 'sotto.mjs'), ...args], {
        env: { ...env, ...more },
      });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (said += part.toString()));
      child.on('close', () => resolve(said));
      child.stdin.end(`${typed}\n`);
    });
  await run(['vault', 'passphrase', '--new-passphrase-file', '-'], 'correct horse battery');
  const given = { SOTTO_PASSPHRASE_FILE: '-' };
  assert.match(await run(['replay', 'last'], 'no, not this', given), /not the passphrase/);
  assert.match(await run(['replay', 'last'], 'correct horse battery', given), /no conversation/);
});
