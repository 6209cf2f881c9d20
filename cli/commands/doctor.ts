/** `sotto doctor`: what is here, what is missing, what to do about it. Changes nothing and opens no connection. */

import { type Check, checkHealth, dataDir } from '../../engine/engine.ts';
import { loadSettings } from '../../host/settings-file.ts';
import { parseCommandLine } from '../command-line.ts';
import { EXIT, type Io, printJson, printLine } from '../io.ts';

const HELP = `Usage: sotto doctor [--json]

Looks at the runtime, the models, the disk, the memory, the sound devices and the profile.
Exits with 1 when something keeps Sotto from working.`;

const MARKS: Readonly<Record<Check['state'], string>> = { ok: '✔', warning: '!', problem: '✘' };

export async function doctor(args: string[], io: Io): Promise<number> {
  const { values } = parseCommandLine(args, {}, HELP);
  if (values.help) {
    printLine(io, HELP);
    return EXIT.ok;
  }
  const home = dataDir();
  const settings = await loadSettings(home).catch((error: unknown) =>
    error instanceof Error ? error : new Error(String(error)),
  );
  const checks = await checkHealth(home, settings);
  const healthy = checks.every(({ state }) => state !== 'problem');
  if (values.json) printJson(io, { type: 'doctor', healthy, checks });
  else {
    for (const { state, name, finding, remedy } of checks) {
      printLine(io, `${MARKS[state]} ${name.padEnd(18)} ${finding}`);
      if (remedy !== undefined) printLine(io, `  ${''.padEnd(18)} → ${remedy}`);
    }
  }
  return healthy ? EXIT.ok : EXIT.fault;
}
