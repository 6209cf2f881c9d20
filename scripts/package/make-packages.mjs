// From a built checkout to packages: the unpacked application first, then what is made of it.

import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from '../build/build.mjs';
import { filesBelow } from '../toolchain/files-below.mjs';
import { electronBinary, nodeBinary, packageBin, packageDir, ROOT } from '../toolchain/places.mjs';
import { run } from '../toolchain/run.mjs';
import { writeNotices } from './notices.mjs';
import { packagesLeftOut, shippedPackages } from './shipped-packages.mjs';
import { SIZE_BUDGET } from './size-budget.mjs';

/** Where everything lands. */
export const PACKAGES = path.join(ROOT, 'out', 'package');
const UNPACKED = { linux: 'linux-unpacked', darwin: 'mac', win32: 'win-unpacked' };
const PLATFORM_SWITCH = { linux: '--linux', darwin: '--mac', win32: '--win' };
/** Made by electron-builder of what it has unpacked, by platform. */
const TARGETS = {
  linux: { '--deb': 'deb', '--appimage': 'AppImage' },
  darwin: { '--dmg': 'dmg' },
  win32: { '--nsis': 'nsis' },
};
const SUFFIXES = { AppImage: 'AppImage', deb: 'deb', dmg: 'dmg', nsis: 'exe' };
const LIMIT_MS = 60 * 60_000;

/** The folder of the application as it is installed. */
export function unpackedFolder() {
  return path.join(PACKAGES, UNPACKED[process.platform] ?? UNPACKED.linux);
}

/**
 * @param {readonly string[]} args as on the command line
 * @param {(line: string) => void} log
 * @returns {Promise<{ made: { file: string, megabytes: number }[] }>}
 */
export async function makePackages(args, log) {
  const targets = TARGETS[process.platform] ?? {};
  const known = ['--dir', '--tar', '--fast', '--release', '--no-build', ...Object.keys(targets)];
  const unknown = args.find((arg) => !known.includes(arg));
  if (unknown !== undefined) throw new Error(`Not known here: ${unknown}. Known: ${known.join(', ')}`);
  const isFast = args.includes('--fast');
  if (!args.includes('--no-build')) {
    log('Building');
    const { ok, output } = await build();
    if (!ok) throw new Error(`Sotto cannot be built:\n${output}`);
  }
  log('Licences and bill of materials');
  await writeNotices();
  rmSync(unpackedFolder(), { recursive: true, force: true });
  const electron = args.includes('--release') ? [] : electronOfCheckout();
  if (electron.length > 0) log('With the Electron of the checkout: for tests, not for users.');
  await electronBuilder(['dir', ...electron]);
  const made = [];
  const name = `sotto-${versionOfSotto()}-${process.platform}-${process.arch}`;
  if (args.includes('--tar')) made.push(await tar(`${name}.tar.gz`, isFast));
  for (const [option, target] of Object.entries(targets)) {
    if (!args.includes(option)) continue;
    log(target);
    const compression = isFast && target === 'deb' ? ['-c.deb.compression=gz'] : [];
    for (const file of packageFiles()) if (file.endsWith(`.${SUFFIXES[target]}`)) rmSync(file);
    await electronBuilder([target, '--prepackaged', unpackedFolder(), ...compression, ...electron], {
      ...(isFast ? { SOTTO_DEB_LEVEL: '1' } : {}),
    });
    const ofTarget = packageFiles().filter((file) => file.endsWith(`.${SUFFIXES[target]}`));
    for (const each of ofTarget.map(sized)) {
      const budget = isFast ? undefined : SIZE_BUDGET[target];
      if (each.megabytes > (budget ?? Infinity))
        throw new Error(`${each.file} has ${each.megabytes} MB, not ${budget}.`);
      made.push(each);
    }
  }
  return { made: [folderSized(unpackedFolder()), ...made] };
}

function packageFiles() {
  return filesBelow(PACKAGES).filter((file) => path.dirname(file) === PACKAGES);
}

function electronOfCheckout() {
  const binary = electronBinary();
  if (binary === undefined) throw new Error('Electron is not installed here. Run: npm run setup');
  const { version } = JSON.parse(readFileSync(path.join(packageDir('electron'), 'package.json'), 'utf8'));
  return [`-c.electronVersion=${version}`, `-c.electronDist=${path.dirname(binary)}`];
}

async function electronBuilder([target, ...args], env = {}) {
  const { code, output } = await run(
    nodeBinary(),
    [
      packageBin('electron-builder', 'electron-builder'),
      PLATFORM_SWITCH[process.platform],
      target,
      '--publish',
      'never',
      '--config',
      configuration(),
      ...args,
    ],
    { limitMs: LIMIT_MS, env: { ...debianTools(), ...env } },
  );
  if (code !== 0) throw new Error(`electron-builder ${target} failed:\n${output}`);
}

/** What the checkout's configuration says, and which packages stay behind. */
function configuration() {
  const files = packagesLeftOut(shippedPackages()).map((name) => `!**/node_modules/${name}/**`);
  const file = path.join(ROOT, 'out', 'electron-builder.json');
  writeFileSync(file, JSON.stringify({ extends: path.join(ROOT, 'electron-builder.yml'), files }));
  return file;
}

/** Its own tool for Debian's packages is downloaded; ours needs dpkg-deb only. */
function debianTools() {
  if (process.platform !== 'linux' || process.env.CUSTOM_FPM_PATH !== undefined) return {};
  return { CUSTOM_FPM_PATH: path.join(import.meta.dirname, 'fpm-deb.mjs') };
}

async function tar(name, isFast) {
  const file = path.join(PACKAGES, name);
  const folder = unpackedFolder();
  const top = path.basename(name, '.tar.gz');
  const { code, output } = await run('tar', [
    '--create',
    `--file=${file}`,
    `--use-compress-program=gzip -${isFast ? 1 : 9}`,
    '--owner=0',
    '--group=0',
    `--directory=${path.dirname(folder)}`,
    `--transform=s,^${path.basename(folder)},${top},`,
    path.basename(folder),
  ]);
  if (code !== 0) throw new Error(`tar failed:\n${output}`);
  return sized(file);
}

function versionOfSotto() {
  return JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).version;
}

function sized(file) {
  return { file: path.relative(ROOT, file), megabytes: inMegabytes(statSync(file).size) };
}

function folderSized(folder) {
  if (!existsSync(folder)) throw new Error(`${folder} was not made.`);
  const bytes = filesBelow(folder).reduce((sum, file) => sum + statSync(file).size, 0);
  return { file: path.relative(ROOT, folder), megabytes: inMegabytes(bytes) };
}

function inMegabytes(bytes) {
  return Math.round(bytes / 1e6);
}
