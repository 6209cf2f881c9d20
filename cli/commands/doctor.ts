/** `sotto doctor`: what is here, what is missing, what to do about it. Changes nothing and opens no connection. */

import { toFault } from '../../contract/faults.ts';
import { type Check, checkHealth, dataDir, networkLogFile, readNetworkLog } from '../../engine/engine.ts';
import { connectPurposes } from '../../host/network-switches.ts';
import { obeyPolicy } from '../../host/policy/policy-in-force.ts';
import { loadSettings } from '../../host/settings-file.ts';
import { parseCommandLine } from '../command-line.ts';
import { EXIT, type Io, printJson, printLine } from '../io.ts';
import { countAttempts, networkLines } from '../network-view.ts';

const HELP = `Usage: sotto doctor [--network] [--json]

Looks at the runtime, the models, the disk, the memory, the sound devices and the profile.

  --network   instead: what may connect, and where; what was tried and refused; how to check that

Exits with 1 when something keeps Sotto from working.`;

const OPTIONS = { network: { type: 'boolean' } } as const;

const MARKS: Readonly<Record<Check['state'], string>> = { ok: '✔', warning: '!', problem: '✘' };

export async function doctor(args: string[], io: Io): Promise<number> {
  const { values } = parseCommandLine(args, OPTIONS, HELP);
  if (values.help) {
    printLine(io, HELP);
    return EXIT.ok;
  }
  const home = dataDir();
  if (values.network) return network(home, io, values.json === true);
  const settings = await loadSettings(home).catch((error: unknown) =>
    error instanceof Error ? error : new Error(String(error)),
  );
  const checks = [await policyCheck(), ...(await checkHealth(home, settings))];
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

async function policyCheck(): Promise<Check> {
  try {
    const policy = await obeyPolicy();
    if (policy === undefined) return { name: 'policy', state: 'ok', finding: 'none; nobody manages this machine' };
    const { source, locked, defaults, file } = policy;
    const parts = [
      `locked: ${[...locked.keys()].join(', ') || 'nothing'}`,
      `default: ${[...defaults.keys()].join(', ') || 'nothing'}`,
      ...(file.models.allow === undefined ? [] : [`models allowed by ${file.models.allow.length} hashes`]),
    ];
    return { name: 'policy', state: 'ok', finding: `${source}; ${parts.join('; ')}` };
  } catch (error) {
    const remedy = 'Only the administrator of this machine can correct or remove the policy.';
    return { name: 'policy', state: 'problem', finding: toFault(error).message, remedy };
  }
}

/** @throws SottoFault `bad-input` where the settings cannot be read; everything is then off. */
async function network(home: string, io: Io, asJson: boolean): Promise<number> {
  const logFile = networkLogFile(home);
  const purposes = connectPurposes(await loadSettings(home));
  const attempts = countAttempts(readNetworkLog(logFile));
  if (asJson) printJson(io, { type: 'network', purposes, attempts, logFile });
  else for (const line of networkLines(purposes, attempts, logFile)) printLine(io, line);
  return EXIT.ok;
}
