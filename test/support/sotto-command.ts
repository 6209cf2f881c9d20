/** Runs the `sotto` command as a person would, and collects what it printed. */

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type EngineEvent, engineEvent } from '../../contract/events.ts';
import { packageRoot } from '../../engine/base/package-root.ts';
import { testDataDir } from './models.ts';

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves once `text` was printed; rejects when the command ends before. */
  printed(text: string): Promise<void>;
  /** Where `serve --json` says that its page is, whenever it said so. */
  address(): Promise<string>;
}

export function startSotto(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, [join(packageRoot, 'bin', 'sotto.mjs'), ...args], {
    env: { ...process.env, SOTTO_HOME: testDataDir(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString();
    for (const watch of watchers) watch();
  });
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  const sought = <Found>(what: string, find: () => Found | undefined): Promise<Found> =>
    new Promise((resolve, reject) => {
      const watch = (): void => {
        const found = find();
        if (found !== undefined) resolve(found);
      };
      watchers.add(watch);
      watch();
      void finished.then(() => reject(new Error(`the command ended without printing ${what}: ${stderr}`)));
    });
  const printed = (text: string): Promise<void> =>
    sought(text, () => stdout.includes(text) || undefined).then(() => undefined);
  const address = (): Promise<string> => sought('its address', () => /"address":"([^"]+)"/.exec(stdout)?.[1]);
  return { child, finished, printed, address };
}

export function runSotto(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Finished> {
  return startSotto(args, env).finished;
}

/** The events of a `--json` run; each must be one of the contract's. */
export function eventsOf({ stdout }: Finished): EngineEvent[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => engineEvent.parse(JSON.parse(line)));
}

/** The one event of a type, or an error that shows what there was. */
export function eventOf<T extends EngineEvent['type']>(
  events: readonly EngineEvent[],
  type: T,
): Extract<EngineEvent, { type: T }> {
  const found = events.find((event) => event.type === type);
  if (found === undefined) throw new Error(`no ${type} among: ${events.map((event) => event.type).join(', ')}`);
  return found as Extract<EngineEvent, { type: T }>;
}
