#!/usr/bin/env node
/** The `sotto` command: finds the subcommand and runs it. Commands load on demand, so that help is instant. */

import '../engine/network/guarded.ts';
import { existsSync, realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { EXIT, type Io, printLine, reportError, UsageError } from './io.ts';

type Command = (args: string[], io: Io) => Promise<number>;

interface Entry {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  ask: {
    summary: 'ask one question, from a recording or in text, and get the answer',
    load: async () => (await import('./commands/ask.ts')).ask,
  },
  replay: {
    summary: 'why each turn of a conversation went the way it did',
    load: async () => (await import('./commands/replay.ts')).replay,
  },
  talk: {
    summary: 'talk and be talked to, and talk over it',
    load: async () => (await import('./commands/talk.ts')).talk,
  },
  documents: {
    summary: 'what it may answer from: add, list, search and remove files and folders',
    load: async () => (await import('./commands/documents.ts')).documents,
  },
  models: {
    summary: 'list, install, verify, import, remove, benchmark and bundle models',
    load: async () => (await import('./commands/models.ts')).models,
  },
  serve: {
    summary: 'the assistant for a browser on this machine',
    load: async () => (await import('./commands/serve.ts')).serve,
  },
  vault: {
    summary: 'whether what is said is encrypted, what opens it, and how it goes',
    load: async () => (await import('./commands/vault.ts')).vault,
  },
  doctor: {
    summary: 'what is here, what is missing, what to do about it',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
  bench: {
    summary: 'measure latency and cost on this machine',
    load: async () => (await import('./commands/bench.ts')).bench,
  },
};

function help(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(9)} ${summary}`);
  return [
    'sotto — a voice assistant that never leaves your machine',
    '',
    'Usage: sotto COMMAND [options]',
    '',
    ...lines,
    '',
    'sotto COMMAND --help tells more.',
  ].join('\n');
}

export async function main(args: string[], io: Io): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
      printLine(io, help());
      return name === undefined ? EXIT.usage : EXIT.ok;
    }
    if (name === '--version' || name === 'version') {
      const { version } = await import('../engine/engine.ts');
      printLine(io, version);
      return EXIT.ok;
    }
    const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (entry === undefined) {
      throw new UsageError(`There is no command "${name}". Commands: ${Object.keys(COMMANDS).join(', ')}.`);
    }
    const command = await entry.load();
    // Where the policy cannot be followed only the diagnosis runs, which names what is wrong.
    if (name !== 'doctor') await obey();
    await switchOnWhatSettingsSay();
    return await command(rest, io);
  } catch (error) {
    return reportError(io, error, args.includes('--json'));
  }
}

async function obey(): Promise<void> {
  const { obeyPolicy } = await import('../host/policy/policy-in-force.ts');
  await obeyPolicy();
}

/** Settings that cannot be read switch nothing on; the command that needs them says what is wrong with them. */
async function switchOnWhatSettingsSay(): Promise<void> {
  const [{ dataDir }, { loadSettings }, { NetworkSwitches }] = await Promise.all([
    import('../engine/engine.ts'),
    import('../host/settings-file.ts'),
    import('../host/network-switches.ts'),
  ]);
  const settings = await loadSettings(dataDir()).catch(() => undefined);
  if (settings !== undefined) new NetworkSwitches().follow(settings);
}

/** Nobody presses Ctrl-C twice this fast. */
const SAME_KEYSTROKE_MS = 300;

/** The command as the whole of a process: its streams, its signals, its exit code. */
export async function run(args: string[]): Promise<void> {
  const interrupted = new AbortController();
  let interruptedAtMs = 0;
  // The first Ctrl-C ends the work in order; a second one does not wait. The terminal and the launcher both pass it on.
  process.on('SIGINT', () => {
    const again = interrupted.signal.aborted && performance.now() - interruptedAtMs > SAME_KEYSTROKE_MS;
    if (again) process.exit(EXIT.cancelled);
    if (!interrupted.signal.aborted) interruptedAtMs = performance.now();
    interrupted.abort();
  });
  process.on('SIGTERM', () => interrupted.abort());
  // A reader that has seen enough (`sotto … | head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.fault),
  );
  process.exitCode = await main(args, {
    stdout: process.stdout,
    stderr: process.stderr,
    signal: interrupted.signal,
  });
}

const entry = process.argv[1];
if (entry !== undefined && existsSync(entry) && import.meta.url === pathToFileURL(realpathSync(entry)).href) {
  await run(process.argv.slice(2));
}
