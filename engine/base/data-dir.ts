/** Where Sotto keeps what it owns on this machine. */

import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/** `$SOTTO_HOME`, or the folder the platform reserves for an application's data. */
export function dataDir(
  { env, platform, home }: Surroundings = { env: process.env, platform: process.platform, home: homedir() },
): string {
  if (env['SOTTO_HOME']) return resolve(env['SOTTO_HOME']);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'sotto');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'sotto');
  return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'sotto');
}
