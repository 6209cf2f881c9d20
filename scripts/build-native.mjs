// Compiles our own add-ons in native/, each into native/<name>/<name>.node, when their sources changed.
//
//   node scripts/build-native.mjs
//
// A machine without a compiler is no error: Sotto then does without, less well, and says so.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesBelow } from './toolchain/files-below.mjs';
import { ROOT } from './toolchain/places.mjs';
import { endOnInterrupt, run } from './toolchain/run.mjs';
import { RUST_MINOR, rustEnvironment } from './toolchain/rust.mjs';

const NATIVE = path.join(ROOT, 'native');

/** What a build reads. Everything else in a crate's folder is made by it. */
const SOURCES = ['Cargo.toml', 'Cargo.lock', 'build.rs', '.cargo', 'src'];

/** A compiler that downloads crates through a slow proxy and shares two cores needs some minutes, not more. */
const BUILD_LIMIT_MS = 30 * 60_000;

/** A build must not make the machine feel slow. */
const IN_BACKGROUND = process.platform === 'win32' ? [] : ['nice', '-n', '10'];

/** What each crate needs beside Rust, and what Sotto does without its add-on. */
const CRATES = {
  audio: {
    tools: [],
    without:
      'The audio add-on is not built: sound goes through the commands of the system, without echo cancellation, so that Sotto listens only while it does not speak.',
  },
  whisper: {
    tools: ['cmake', 'make', 'c++'],
    without: 'The Whisper add-on is not built: transcription will use sherpa-onnx instead.',
  },
};

/**
 * Builds what is not current, each crate for itself: one that cannot be built takes no other with it.
 * @param {{ log?: (line: string) => void, folder?: string }} [options] `folder` holds one folder per crate
 * @returns {Promise<'built' | 'current' | 'unavailable'>} `unavailable` when a tool is missing or a build failed; what
 *   and what to do about it has then been logged.
 */
export async function buildNative({ log = console.log, folder = NATIVE } = {}) {
  const stale = cratesIn(folder).filter((crate) => !isCurrent(crate));
  if (stale.length === 0) return 'current';
  const missing = await missingTools(stale);
  if (missing.length > 0) {
    log(`Not here: ${missing.map((tool) => tool.name).join(', ')}.`);
    if (process.platform === 'linux')
      log(`On Debian: apt-get install -y ${missing.flatMap((tool) => tool.debian).join(' ')}`);
  }
  let unavailable = 0;
  for (const crate of stale) {
    const failure = lacks(crate, missing) ? '' : await build(crate, log);
    if (failure === undefined) continue;
    unavailable += 1;
    if (failure !== '') log(failure);
    log(wantsOf(crate).without);
  }
  return unavailable > 0 ? 'unavailable' : 'built';
}

function wantsOf(crate) {
  return CRATES[crate.name] ?? { tools: Object.keys(TOOLS), without: `The add-on ${crate.name} is not built.` };
}

/** Whether the crate needs one of the missing tools. */
function lacks(crate, missing) {
  const wanted = wantsOf(crate).tools;
  return missing.some((tool) => tool.id === 'rust' || wanted.includes(tool.id));
}

function cratesIn(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(folder, entry.name, 'Cargo.toml')))
    .map((entry) => {
      const dir = path.join(folder, entry.name);
      const target = path.join(dir, 'target');
      return {
        name: entry.name,
        dir,
        target,
        binary: path.join(dir, `${entry.name}.node`),
        stamp: path.join(target, 'built-from.json'),
      };
    });
}

/** Whether the binary is the one that these sources gave here. */
function isCurrent(crate) {
  try {
    const stamp = JSON.parse(readFileSync(crate.stamp, 'utf8'));
    return stamp.sources === hashOfSources(crate) && stamp.binary === hashOfFile(crate.binary);
  } catch {
    return false;
  }
}

function hashOfSources(crate) {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}\0`);
  for (const file of SOURCES.flatMap((name) => filesAt(path.join(crate.dir, name))).sort()) {
    hash
      .update(`${path.relative(crate.dir, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

function hashOfFile(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function filesAt(place) {
  return statSync(place, { throwIfNoEntry: false })?.isFile() ? [place] : filesBelow(place);
}

const TOOLS = {
  rust: {
    name: `Rust 1.${RUST_MINOR} or later`,
    debian: ['cargo-web', 'rustc-web'],
    isThere: async () => (await rustEnvironment()) !== undefined,
  },
  cmake: { name: 'CMake', debian: ['cmake'], isThere: () => starts('cmake') },
  make: { name: 'make', debian: ['make'], isThere: async () => (await starts('make')) || (await starts('ninja')) },
  'c++': { name: 'a C++ compiler', debian: ['g++'], isThere: hasCompiler },
};

/** Those that these crates need and that are not here. */
async function missingTools(crates) {
  const wanted = new Set(['rust', ...crates.flatMap((crate) => wantsOf(crate).tools)]);
  const tools = Object.entries(TOOLS).filter(([id]) => wanted.has(id));
  const there = await Promise.all(tools.map(([, tool]) => tool.isThere()));
  return tools.filter((_, i) => !there[i]).map(([id, tool]) => ({ id, ...tool }));
}

async function hasCompiler() {
  // CMake finds Visual Studio by itself, off the search path.
  if (process.platform === 'win32') return true;
  const compilers = [process.env.CXX, 'c++', 'g++', 'clang++'].filter((name) => name);
  const found = await Promise.all(compilers.map((name) => starts(name)));
  return found.includes(true);
}

async function starts(command) {
  const { code } = await run(command, ['--version']);
  return code === 0;
}

/** Undefined, or what went wrong. */
async function build(crate, log) {
  const sources = hashOfSources(crate);
  log(`Compiling native/${crate.name}: one to five minutes.`);
  await rm(crate.stamp, { force: true });
  const env = { ...(await rustEnvironment()), CARGO_TARGET_DIR: crate.target, CARGO_NET_RETRY: '3' };
  const [command, ...args] = [...IN_BACKGROUND, 'cargo', 'build', '--release', '--locked', '--color', 'never'];
  const { code, output, ms, timedOut } = await run(command, args, { cwd: crate.dir, env, limitMs: BUILD_LIMIT_MS });
  await mkdir(crate.target, { recursive: true });
  const logFile = path.join(crate.target, 'build.log');
  await writeFile(logFile, output);
  const where = path.relative(ROOT, logFile);
  if (timedOut)
    return `Compiling native/${crate.name} took over ${BUILD_LIMIT_MS / 60_000} minutes and was stopped; see ${where}.`;
  if (code !== 0) return `Compiling native/${crate.name} failed; see ${where}:\n${lastLines(output, 8)}`;
  const unusable = await land(crate);
  if (unusable !== undefined) return unusable;
  await writeFile(crate.stamp, JSON.stringify({ sources, binary: hashOfFile(crate.binary) }));
  log(`native/${crate.name}/${crate.name}.node is ready after ${Math.round(ms / 1000)} s.`);
  return undefined;
}

/** Puts the new library in place by rename, once another process has loaded it. */
async function land(crate) {
  const fresh = `${crate.binary}.new.node`;
  await copyFile(libraryOf(crate), fresh);
  const { code, output } = await run(process.execPath, ['-e', `require(${JSON.stringify(fresh)})`]);
  if (code !== 0) {
    await rm(fresh, { force: true });
    return `native/${crate.name} was compiled but does not load:\n${lastLines(output, 4)}`;
  }
  await rename(fresh, crate.binary);
  return undefined;
}

function libraryOf(crate) {
  const name = /^name = "(.+)"$/m.exec(readFileSync(path.join(crate.dir, 'Cargo.toml'), 'utf8'))?.[1] ?? crate.name;
  const file = { darwin: `lib${name}.dylib`, win32: `${name}.dll` }[process.platform] ?? `lib${name}.so`;
  return path.join(crate.target, 'release', file.replaceAll('-', '_'));
}

function lastLines(text, count) {
  return text.trim().split('\n').slice(-count).join('\n');
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  endOnInterrupt('Stopped.');
  if ((await buildNative()) === 'current') console.log('The add-ons are current.');
}
