// What the operating system must bring. Installed by apt-get when we may, named with the exact command when we may not.

import { existsSync } from 'node:fs';
import { run } from '../toolchain/run.mjs';
import { RUST_MINOR, rustEnvironment } from '../toolchain/rust.mjs';
import { modelsAreInstalled } from './models.mjs';
import { nativeIsBuilt } from './native.mjs';

/** Shared libraries that Electron's binary is linked against, with Debian's package for each. */
const ELECTRON_LIBRARIES = {
  'libasound.so.2': 'libasound2',
  'libatk-bridge-2.0.so.0': 'libatk-bridge2.0-0',
  'libatspi.so.0': 'libatspi2.0-0',
  'libcups.so.2': 'libcups2',
  'libdbus-1.so.3': 'libdbus-1-3',
  'libdrm.so.2': 'libdrm2',
  'libexpat.so.1': 'libexpat1',
  'libgbm.so.1': 'libgbm1',
  'libgtk-3.so.0': 'libgtk-3-0',
  'libnspr4.so': 'libnspr4',
  'libnss3.so': 'libnss3',
  'libpango-1.0.so.0': 'libpango-1.0-0',
  'libXcomposite.so.1': 'libxcomposite1',
  'libXdamage.so.1': 'libxdamage1',
  'libXfixes.so.3': 'libxfixes3',
  'libXrandr.so.2': 'libxrandr2',
  'libxkbcommon.so.0': 'libxkbcommon0',
};

/** @param {{ electron: boolean, models: boolean, tests: boolean }} wanted */
export function systemStep(wanted) {
  let missing;
  const find = async () => {
    missing ??= process.platform === 'linux' ? await missingNeeds(wanted) : [];
    return missing;
  };
  return {
    name: 'system packages',
    isDone: async () => (await find()).length === 0,
    run: async (log) => {
      const needs = await find();
      const packages = [...new Set(needs.flatMap((need) => need.debian))];
      const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
      for (const need of needs) log(`missing: ${need.what} (${need.why})`);
      if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) await aptInstall(packages, log);
      else if (needs.some((need) => need.required)) throw new Error(`please run, then try again: sudo ${command}`);
      else log(`For all of Sotto run: sudo ${command}`);
    },
  };
}

async function aptInstall(packages, log) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  log(`apt-get install ${packages.join(' ')}`);
  await run('apt-get', ['update', '-qq'], { env });
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
  const { code, output } = await run('apt-get', args, { env });
  if (code !== 0) throw new Error(`apt-get failed:\n${output.trim().split('\n').slice(-8).join('\n')}`);
}

/** Needs are looked at only for work that is still to be done: a built add-on needs no compiler. */
async function missingNeeds(wanted) {
  const libraries = await sharedLibraries();
  const needs = [];
  const library = (file, what, debian, why) => {
    if (!libraries.has(file)) needs.push({ what, why, debian: [debian], required: true });
  };
  library('libstdc++.so.6', 'the C++ runtime', 'libstdc++6', 'every native module');
  library('libgomp.so.1', 'the OpenMP runtime', 'libgomp1', 'speech recognition');
  if (wanted.electron) {
    for (const [file, debian] of Object.entries(ELECTRON_LIBRARIES)) library(file, file, debian, 'Electron');
    if (!(await starts('xvfb-run', ['--help']))) {
      needs.push({ what: 'a virtual display', why: 'Electron without a screen', debian: ['xvfb', 'xauth'] });
    }
  }
  if (wanted.tests && !(await starts('pulseaudio', ['--version']))) {
    const debian = ['pulseaudio', 'pulseaudio-utils'];
    needs.push({ what: 'PulseAudio', why: 'tests with virtual sound devices', debian });
  }
  if (wanted.tests && !(await starts('chromium', ['--version']))) {
    needs.push({ what: 'Chromium', why: 'tests of the pages', debian: ['chromium'] });
  }
  if (wanted.tests && !(await starts('xdotool', ['--version']))) {
    needs.push({ what: 'xdotool', why: 'tests of the key that is heard everywhere', debian: ['xdotool'] });
  }
  if (wanted.tests && !(await starts('espeak-ng', ['--version']))) {
    needs.push({ what: 'eSpeak NG', why: 'more voices in scenarios', debian: ['espeak-ng'] });
  }
  if (wanted.tests && !((await starts('ip', ['-V'])) && (await starts('tcpdump', ['--version'])))) {
    const debian = ['iproute2', 'tcpdump'];
    needs.push({ what: 'ip and tcpdump', why: 'tests that capture what leaves', debian });
  }
  if (wanted.models && !modelsAreInstalled() && !(await starts('python3', ['-m', 'pip', '--version']))) {
    needs.push({ what: 'pip', why: 'models that come as Python packages', debian: ['python3-pip'] });
  }
  if (!nativeIsBuilt()) needs.push(...(await missingCompilers()));
  return needs;
}

async function missingCompilers() {
  const why = 'our add-ons for speech recognition and sound';
  const needs = [];
  if ((await rustEnvironment()) === undefined)
    needs.push({ what: `Rust 1.${RUST_MINOR}`, why, debian: ['rustc-web', 'cargo-web'] });
  if (!(await starts('cmake', ['--version']))) needs.push({ what: 'cmake', why, debian: ['cmake'] });
  if (!(await starts('make', ['--version']))) needs.push({ what: 'make', why, debian: ['make'] });
  if (!(await starts('g++', ['--version']))) needs.push({ what: 'a C++ compiler', why, debian: ['g++'] });
  return needs;
}

async function starts(command, args) {
  const { code } = await run(command, args);
  return code === 0;
}

/** Names in the dynamic linker's cache. */
async function sharedLibraries() {
  const ldconfig = ['/sbin/ldconfig', '/usr/sbin/ldconfig'].find((file) => existsSync(file));
  const { output } = await run(ldconfig ?? 'ldconfig', ['-p']);
  return new Set(output.split('\n').map((line) => line.trim().split(' ')[0]));
}
