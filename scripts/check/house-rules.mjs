// House rules that no linter knows: file size, file names, and what must never be written into the repository.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow } from '../toolchain/files-below.mjs';
import { ROOT } from '../toolchain/places.mjs';

const MAX_LINES = 400;
const SOURCE_FOLDERS = [
  'contract',
  'engine',
  'host',
  'server',
  'electron',
  'renderer',
  'cli',
  'test',
  'scripts',
  'bin',
  'docs',
  'models',
];
const SOURCE = /\.(ts|tsx|mjs|cjs|js|rs)$/;
const TEXT = /\.(ts|tsx|mjs|cjs|js|rs|json|jsonc|md|toml|yml|yaml|sh|sql|css|html|txt)$|(^|\/)(\.[a-z]+rc|NOTICE|run)$/;
/** Names that say nothing about the idea in the file. */
const EMPTY_NAMES = /(^|[/-])(utils?|helpers?|common|misc|managers?|services?)(\.|\/|$)/;
/** Folders of other projects' code and data, taken as they are. */
const FOREIGN = /^(native\/[^/]+\/vendor|test\/fixtures|resources)\//;

const FORBIDDEN_TEXT = [
  {
    name: 'hidden-load',
    // Loading by name or by dlopen is invisible to the import checker.
    pattern: /\bcreateRequire\(|\bprocess\.dlopen\(/,
    where: /^(contract|engine|host|server|cli)\/(?!.*(\.adapter|-addon|\.test)\.ts$)/,
    hint: 'only an adapter, or the binding of an add-on of ours, loads native code',
  },
  {
    name: 'registry-host',
    // Which registry serves a package is the machine's own configuration.
    pattern: new RegExp(
      [
        'registry\\.npm' + 'js\\.org',
        'files\\.python' + 'hosted\\.org',
        'pypi\\.' + 'org',
        'static\\.crates\\.' + 'io',
        'deb\\.debian\\.' + 'org',
      ].join('|'),
    ),
    hint: 'name the package, not the registry that serves it',
  },
  {
    name: 'machine-path',
    pattern: /(?<![\w.~$}/-])\/(?:work|root|home\/\w+|Users\/\w+|tmp\/[a-z0-9][\w.-]*)(?=[/'"`\s)\]:,;]|$)/i,
    hint: 'a path of one machine: make it relative, or build it from os.tmpdir() or os.homedir()',
  },
];

/**
 * @param {string} [tree] a git work tree, or any folder together with `files`
 * @param {readonly string[]} [files] relative paths; all that git tracks when absent
 * @returns {{ ok: boolean, output: string, rules: string[] }}
 */
export function checkHouseRules(tree = ROOT, files = trackedFiles(tree)) {
  const found = files.filter((file) => !FOREIGN.test(file)).flatMap((file) => problemsOf(tree, file));
  return {
    ok: found.length === 0,
    output: found.map(({ rule, place, hint }) => `${rule}: ${place}: ${hint}`).join('\n'),
    rules: found.map(({ rule }) => rule),
  };
}

function problemsOf(tree, file) {
  const problems = [];
  if (SOURCE.test(file) && EMPTY_NAMES.test(file)) {
    problems.push({ rule: 'empty-name', place: file, hint: 'name the idea that is in it' });
  }
  if (!TEXT.test(file) || file === 'package-lock.json') return problems;
  const lines = readText(path.join(tree, file)).split('\n');
  if (SOURCE.test(file) && lines.length > MAX_LINES + 1) {
    problems.push({
      rule: 'file-size',
      place: file,
      hint: `${lines.length - 1} lines; at most ${MAX_LINES}: find the second idea in it`,
    });
  }
  for (const [index, text] of lines.entries()) {
    for (const { name, pattern, where, hint } of FORBIDDEN_TEXT) {
      if ((where === undefined || where.test(file)) && pattern.test(text))
        problems.push({ rule: name, place: `${file}:${index + 1}`, hint });
    }
  }
  return problems;
}

/** A file that git still lists but that is gone from the work tree has no text. */
function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** What git tracks, and what it would track: new files are looked at before they are committed. */
function trackedFiles(tree) {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { stdout, status } = spawnSync('git', args, { cwd: tree, encoding: 'utf8' });
  if (status === 0) return stdout.split('\0').filter((file) => file !== '');
  // Not a checkout, or no git: then all that could be source.
  const files = SOURCE_FOLDERS.flatMap((folder) => filesBelow(path.join(tree, folder)));
  return files.map((file) => path.relative(tree, file).replaceAll('\\', '/'));
}
