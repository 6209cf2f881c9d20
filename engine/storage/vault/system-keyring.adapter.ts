/**
 * The keyring of the system: Keychain, Credential Manager, or on Linux whatever serves the Secret Service. The kernel's
 * own keyring is never used: it forgets when the machine restarts.
 */

import { existsSync } from 'node:fs';
import type { AsyncEntry } from '@napi-rs/keyring';
import type { Keyring, KeyringReading } from './keyring.ts';

const SERVICE = 'Sotto';
/** Long enough to type the password of a keyring that asks for it; whoever does not is asked by Sotto. */
const ANSWER_MS = 15_000;

interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly uid: number | undefined;
}

export function systemKeyring(
  surroundings: Surroundings = { env: process.env, platform: process.platform, uid: process.getuid?.() },
): Keyring {
  return isThere(surroundings) ? new SystemKeyring(surroundings.platform) : new NoKeyring();
}

/** Without a session bus nothing serves secrets on Linux, and asking would only take time. */
function isThere({ env, platform, uid }: Surroundings): boolean {
  if (env['SOTTO_KEYRING'] === 'off') return false;
  if (platform !== 'linux') return platform === 'darwin' || platform === 'win32';
  const runtime = env['XDG_RUNTIME_DIR'] || `/run/user/${uid}`;
  return Boolean(env['DBUS_SESSION_BUS_ADDRESS']) || existsSync(`${runtime}/bus`);
}

class SystemKeyring implements Keyring {
  readonly name: string;

  constructor(platform: NodeJS.Platform) {
    this.name = platform === 'darwin' ? 'Keychain' : platform === 'win32' ? 'Credential Manager' : 'Secret Service';
  }

  async read(account: string): Promise<KeyringReading> {
    const entry = await entryOf(account);
    if (entry === undefined) return { kind: 'absent' };
    try {
      const secret = await inTime((signal) => entry.getPassword(signal));
      return secret === null ? { kind: 'empty' } : { kind: 'found', secret };
    } catch {
      return { kind: 'locked' };
    }
  }

  async write(account: string, secret: string): Promise<boolean> {
    const entry = await entryOf(account);
    if (entry === undefined) return false;
    try {
      await inTime((signal) => entry.setPassword(secret, signal));
      return (await inTime((signal) => entry.getPassword(signal))) === secret;
    } catch {
      return false;
    }
  }

  async remove(account: string): Promise<void> {
    const entry = await entryOf(account);
    await inTime(async (signal) => entry?.deleteCredential(signal)).catch(() => undefined);
  }
}

class NoKeyring implements Keyring {
  readonly name = undefined;

  async read(): Promise<KeyringReading> {
    return { kind: 'absent' };
  }

  async write(): Promise<boolean> {
    return false;
  }

  async remove(): Promise<void> {}
}

/** Making an entry finds the service, and may block for the two seconds that the bus gives a service to answer. */
async function entryOf(account: string): Promise<AsyncEntry | undefined> {
  try {
    const { AsyncEntry } = await import('@napi-rs/keyring');
    return new AsyncEntry(SERVICE, account, { linux: { store: 'secret-service' } });
  } catch {
    return undefined;
  }
}

/** A keyring that shows a prompt waits for the user; what comes after the time is dropped. */
async function inTime<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const aborter = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      aborter.abort();
      reject(new Error('The keyring does not answer.'));
    }, ANSWER_MS);
  });
  try {
    return await Promise.race([ask(aborter.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
