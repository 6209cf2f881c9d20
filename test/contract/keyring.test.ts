import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { delimiter, extname, join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { FakeKeyring } from '../../engine/storage/vault/fake-keyring.ts';
import { systemKeyring } from '../../engine/storage/vault/system-keyring.adapter.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { keepKeyringContract } from './keyring-contract.ts';

const PROCESS = join(import.meta.dirname, '..', 'support', `keyring-process${extname(import.meta.filename)}`);
const missing = ['dbus-run-session', 'gnome-keyring-daemon'].filter((name) => !isInstalled(name));
const skip = missing.length > 0 && `not installed: ${missing.join(', ')}`;
const UNLOCKED = 'printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1';
const LOCKED = 'gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1';

test('the fake keeps the contract of a keyring', () => keepKeyringContract(new FakeKeyring()));

test('without a session, or where it is switched off, there is no keyring', async () => {
  const empty = { platform: 'linux', uid: 4_000_000 } as const;
  for (const env of [{}, { SOTTO_KEYRING: 'off', DBUS_SESSION_BUS_ADDRESS: 'unix:path=nowhere' }]) {
    const keyring = systemKeyring({ ...empty, env });
    assert.equal(keyring.name, undefined);
    assert.deepEqual(await keyring.read('one'), { kind: 'absent' });
    assert.equal(await keyring.write('one', 'x'), false);
  }
});

test('a session that is gone is no keyring', { skip: process.platform !== 'linux' }, async (t) => {
  const before = process.env['DBUS_SESSION_BUS_ADDRESS'];
  process.env['DBUS_SESSION_BUS_ADDRESS'] = `unix:path=${await scratchFolder(t)}/gone`;
  t.after(() => {
    if (before === undefined) delete process.env['DBUS_SESSION_BUS_ADDRESS'];
    else process.env['DBUS_SESSION_BUS_ADDRESS'] = before;
  });
  const keyring = systemKeyring({ env: process.env, platform: 'linux', uid: 4_000_000 });
  assert.deepEqual(await keyring.read('one'), { kind: 'absent' });
  assert.equal(await keyring.write('one', 'x'), false);
});

describe('the Secret Service', { skip }, () => {
  test('keeps the contract of a keyring, beyond the session, and gives nothing while it is locked', async (t) => {
    const home = await homeFolder(t);
    assert.deepEqual(await inSession(home, UNLOCKED, 'contract'), { name: 'Secret Service', kind: 'found' });
    assert.deepEqual(await inSession(home, UNLOCKED, 'read'), { name: 'Secret Service', kind: 'found' });
    assert.deepEqual(await inSession(home, LOCKED, 'read'), { name: 'Secret Service', kind: 'locked' });
  });
});

/** A home of its own, so that nobody's keyring is touched. */
async function homeFolder(t: TestContext): Promise<string> {
  const home = await scratchFolder(t);
  for (const name of ['data', 'run', 'cache']) await mkdir(join(home, name), { mode: 0o700 });
  return home;
}

async function inSession(home: string, daemon: string, what: string): Promise<unknown> {
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    XDG_DATA_HOME: join(home, 'data'),
    XDG_RUNTIME_DIR: join(home, 'run'),
    XDG_CACHE_HOME: join(home, 'cache'),
    ELECTRON_RUN_AS_NODE: process.env['ELECTRON_RUN_AS_NODE'],
  };
  const script = `${daemon}; exec "${process.execPath}" "${PROCESS}" ${what}`;
  const { stdout } = await promisify(execFile)('dbus-run-session', ['--', 'sh', '-c', script], {
    env,
    timeout: 60_000,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

function isInstalled(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
