#!/usr/bin/env node
// As much of fpm's command line as electron-builder uses for Debian's packages (`-s dir -t deb`), on dpkg-deb. fpm itself
// would be downloaded.

import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const FLAGS = new Set(['--force', '--debug', '--verbose']);
const LISTS = { '-d': 'depends', '--depends': 'depends', '--deb-recommends': 'recommends' };
const SCRIPTS = {
  '--before-install': 'preinst',
  '--after-install': 'postinst',
  '--before-remove': 'prerm',
  '--after-remove': 'postrm',
};

/** @param {readonly string[]} args */
function parse(args) {
  /** @type {{ depends: string[], recommends: string[], files: string[], options: Record<string, string> }} */
  const wanted = { depends: [], recommends: [], files: [], options: {} };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (FLAGS.has(arg)) continue;
    const [, name, value] = /^(-[^=]+)=(.*)$/s.exec(arg) ?? [];
    if (LISTS[arg] !== undefined) wanted[LISTS[arg]].push(rest.shift() ?? '');
    else if (!arg.startsWith('-')) wanted.files.push(arg);
    else if (name !== undefined) wanted.options[name] = value ?? '';
    else wanted.options[arg] = rest.shift() ?? '';
  }
  return wanted;
}

/** `FROM=TO`, where a FROM that ends with a slash means what is in it. */
function place(root, mapping) {
  const [from, target] = [mapping.slice(0, mapping.indexOf('=')), mapping.slice(mapping.indexOf('=') + 1)];
  const to = path.join(root, target);
  if (from.endsWith('/')) {
    mkdirSync(to, { recursive: true });
    execFileSync('cp', ['-a', `${from}.`, to]);
  } else {
    mkdirSync(path.dirname(to), { recursive: true });
    copyFileSync(from, to);
    chmodSync(to, statSync(from).mode & 0o111 ? 0o755 : 0o644);
  }
}

/** The first line is the summary; an empty line of the rest is a dot. */
function description(text) {
  const lines = text.trim().split('\n');
  return lines.map((line, at) => (at === 0 ? line.trim() : ` ${line.trim() || '.'}`)).join('\n');
}

function control({ options, depends, recommends }, kilobytes) {
  const fields = {
    Package: options['--name'],
    Version: options['--version'],
    Architecture: options['--architecture'] ?? 'amd64',
    Maintainer: options['--maintainer'],
    'Installed-Size': kilobytes,
    Depends: depends.join(', '),
    Recommends: recommends.join(', '),
    Section: options['--category'],
    Priority: options['--deb-priority'] ?? 'optional',
    Homepage: options['--url'],
    Description: description(options['--description'] ?? options['--name']),
  };
  return Object.entries(fields)
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}

const wanted = parse(process.argv.slice(2));
const { options } = wanted;
if (options['-t'] !== 'deb') {
  console.error(`Only deb is made here, not ${options['-t']}. Install fpm, and set USE_SYSTEM_FPM=true.`);
  process.exit(1);
}
const root = mkdtempSync(path.join(tmpdir(), 'sotto-deb-'));
try {
  for (const mapping of wanted.files) place(root, mapping);
  // Folders of a package are everybody's to read, whatever the mask of whoever builds it.
  execFileSync('chmod', ['-R', 'u+rwX,go+rX,go-w', root]);
  const kilobytes = execFileSync('du', ['-sk', root]).toString().split('\t')[0];
  const folder = path.join(root, 'DEBIAN');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'control'), control(wanted, kilobytes));
  for (const [option, name] of Object.entries(SCRIPTS)) {
    if (options[option] === undefined) continue;
    copyFileSync(options[option], path.join(folder, name));
    chmodSync(path.join(folder, name), 0o755);
  }
  const compression = { gz: 'gzip', none: 'none', zst: 'zstd' }[options['--deb-compression']] ?? 'xz';
  const level = process.env.SOTTO_DEB_LEVEL === undefined ? [] : [`-z${process.env.SOTTO_DEB_LEVEL}`];
  const args = [
    '--root-owner-group',
    `-Z${compression}`,
    ...level,
    '--build',
    root,
    options['--package'] ?? options['-p'] ?? '.',
  ];
  execFileSync('dpkg-deb', args, { stdio: ['ignore', 'ignore', 'inherit'] });
} finally {
  rmSync(root, { recursive: true, force: true });
}
