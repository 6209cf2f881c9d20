// The package as users have it: installed, run and removed.

import { spawn } from 'node:child_process';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { filesBelow } from '../toolchain/files-below.mjs';
import { ROOT } from '../toolchain/places.mjs';
import { run } from '../toolchain/run.mjs';
import { makePackages, PACKAGES } from './make-packages.mjs';
import { openVirtualScreen } from './virtual-screen.mjs';

/** This user is on every system. */
const NOBODY = 65_534;
const BINARY = '/opt/Sotto/sotto-desktop';
const PLACES = [
  '/opt/Sotto',
  '/usr/bin/sotto',
  '/etc/sotto',
  '/usr/share/applications/sotto-desktop.desktop',
  '/usr/share/icons/hicolor/256x256/apps/sotto-desktop.png',
];
const START_LIMIT_MS = 60_000;
const END_LIMIT_MS = 15_000;

/**
 * @param {string} [deb] built when it is not given
 * @returns {Promise<boolean>} whether everything held
 */
export async function testInstalledPackage(deb) {
  if (process.getuid?.() !== 0) throw new Error('Installing needs an administrator: run this as root.');
  if (existsSync('/opt/Sotto')) throw new Error('A Sotto is installed already. Remove it first: apt-get remove sotto');
  const file = path.resolve(deb ?? (await build()));
  const checks = new Checks();
  const home = mkdtempSync(path.join(tmpdir(), 'sotto-installed-'));
  try {
    prepareHome(home);
    const startedAt = performance.now();
    await must('apt-get', ['install', '-y', '--no-install-recommends', file]);
    checks.note(`installed in ${seconds(startedAt)} s`);
    for (const place of PLACES) checks.that(`${place} is there`, existsSync(place));
    await checkCommand(home, checks);
    await checkWindow(home, checks);
    await must('apt-get', ['purge', '-y', 'sotto']);
    for (const place of [...PLACES, '/etc/apparmor.d/sotto']) checks.that(`${place} is gone`, !existsSync(place));
    checks.that('what the user has stays', filesBelow(path.join(home, 'data', 'profile')).length > 0);
  } finally {
    if (existsSync('/opt/Sotto')) await run('dpkg', ['--purge', 'sotto']);
    rmSync(home, { recursive: true, force: true });
  }
  return checks.report();
}

class Checks {
  #failed = 0;

  note(line) {
    console.log(`  ${line}`);
  }

  that(what, holds) {
    if (!holds) this.#failed += 1;
    console.log(`${holds ? '✔' : '✘'} ${what}`);
  }

  report() {
    console.log(this.#failed === 0 ? 'The package is well.' : `${this.#failed} of the checks failed.`);
    return this.#failed === 0;
  }
}

async function build() {
  const { made } = await makePackages(['--deb', '--fast'], (line) => console.log(line));
  return path.join(ROOT, made.find(({ file }) => file.endsWith('.deb'))?.file ?? '');
}

/** With the models of this checkout; an ordinary user may not be let into its folder. */
function prepareHome(home) {
  const models = path.join(process.env.SOTTO_HOME ?? path.join(ROOT, '.sotto'), 'models');
  cpSync(models, path.join(home, 'data', 'models'), { recursive: true });
  mkdirSync(path.join(home, 'run'), { mode: 0o700 });
  mkdirSync(path.join(home, 'screen'));
  for (const place of [home, path.join(home, 'run'), ...everythingBelow(path.join(home, 'data'))]) {
    chownSync(place, NOBODY, NOBODY);
  }
}

function everythingBelow(folder) {
  return [folder, ...readdirSync(folder, { recursive: true }).map((name) => path.join(folder, String(name)))];
}

function asNobody(home, env = {}) {
  const surroundings = {
    PATH: '/usr/bin:/bin',
    HOME: home,
    XDG_RUNTIME_DIR: path.join(home, 'run'),
    SOTTO_HOME: path.join(home, 'data'),
    ...env,
  };
  const assignments = Object.entries(surroundings).map(([name, value]) => `${name}=${value}`);
  return ['--reuid', NOBODY, '--regid', NOBODY, '--clear-groups', 'env', '-i', ...assignments].map(String);
}

async function checkCommand(home, checks) {
  const sotto = (...args) =>
    run('setpriv', [...asNobody(home), 'sotto', ...args], { cwd: '/', limitMs: START_LIMIT_MS });
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const told = await sotto('--version');
  checks.that(`sotto --version says ${version} and nothing else`, told.output.trim() === version);
  checks.note(`in ${Math.round(told.ms)} ms`);
  const doctor = await sotto('doctor', '--json');
  checks.that('sotto doctor finds it healthy', doctor.code === 0 && JSON.parse(doctor.output).healthy === true);
  const answer = await sotto('ask', '--text', 'What is the capital of France?');
  checks.that('sotto ask --text answers', answer.code === 0 && /^answer {2}\S/m.test(answer.output));
  checks.note(`in ${Math.round(answer.ms)} ms`);
  const asAdministrator = await run('sotto', ['--version'], { cwd: '/', env: { HOME: home } });
  checks.that('an administrator is answered too', asAdministrator.output.trim() === version);
  const asNode = await run('setpriv', [...asNobody(home, { ELECTRON_RUN_AS_NODE: '1' }), BINARY, '-p', '6*7'], {
    cwd: '/',
    limitMs: 20_000,
  });
  checks.that('the application is no Node', !asNode.output.includes('42'));
}

async function checkWindow(home, checks) {
  const screen = await openVirtualScreen(path.join(home, 'screen'));
  const startedAt = performance.now();
  const window = spawn('setpriv', [...asNobody(home, { DISPLAY: screen.name }), BINARY], { cwd: '/', stdio: 'ignore' });
  const ended = new Promise((resolve) => window.once('exit', (code) => resolve(code)));
  try {
    checks.that('a window shows a page', await within(START_LIMIT_MS, () => screen.picture().colours > 100));
    checks.note(`after ${seconds(startedAt)} s`);
    // The engine, and at least one model.
    checks.that('the engine and its workers run', await within(START_LIMIT_MS, () => ours('NodeService').length > 2));
    const pages = ours('--type=renderer');
    checks.that('the page is in the sandbox', pages.length > 0 && pages.every(isSandboxed));
    checks.that('no process was started without it', ours('--no-sandbox').length === 0);
    await delay(2000);
    writeFileSync(path.join(PACKAGES, 'window.png'), screen.picture().png());
    checks.note(`${path.relative(ROOT, PACKAGES)}/window.png shows it`);
  } finally {
    window.kill('SIGTERM');
    const code = await Promise.race([ended, delay(END_LIMIT_MS, 'late')]);
    checks.that('it ends in order when it is asked to', code === 0);
    if (code === 'late') window.kill('SIGKILL');
    checks.that('none of its processes stays', await within(END_LIMIT_MS, () => ours('').length === 0));
    await screen.close();
  }
}

/** Processes of the installed application with this in their command line. */
function ours(mark) {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return line.startsWith(BINARY) && line.includes(mark);
    } catch {
      return false;
    }
  });
}

function isSandboxed(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return /^Seccomp:\s+2$/m.test(status) && /^NoNewPrivs:\s+1$/m.test(status);
}

async function within(limitMs, holds) {
  for (const until = performance.now() + limitMs; performance.now() < until; await delay(100)) if (holds()) return true;
  return false;
}

async function must(command, args) {
  const { code, output } = await run(command, args, { cwd: '/', env: { DEBIAN_FRONTEND: 'noninteractive' } });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${output}`);
}

function seconds(since) {
  return ((performance.now() - since) / 1000).toFixed(1);
}
