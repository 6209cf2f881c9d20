/** What the documents point at is there. */

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { filesBelow } from '../../scripts/toolchain/files-below.mjs';
import { ROOT } from '../../scripts/toolchain/places.mjs';

const FOLDERS = ['contract', 'engine', 'cli', 'models', 'resources', 'test', 'scripts', 'docs', 'bin'];
const documents = [
  ...readdirSync(ROOT).map((name) => path.join(ROOT, name)),
  ...FOLDERS.flatMap((folder) => filesBelow(path.join(ROOT, folder))),
].filter((file) => file.endsWith('.md'));

test('every relative link leads to a file and, where it names one, to a heading', () => {
  const broken = documents.flatMap((file) =>
    linksIn(readFileSync(file, 'utf8'))
      .filter((link) => !leadsSomewhere(file, link))
      .map((link) => `${path.relative(ROOT, file)}: ${link}`),
  );
  assert.deepEqual(broken, []);
});

test('every path of this repository that a document names in code is there', () => {
  const broken = documents.flatMap((file) =>
    pathsIn(readFileSync(file, 'utf8'))
      .filter((place) => !existsSync(path.join(ROOT, place)))
      .map((place) => `${path.relative(ROOT, file)}: ${place}`),
  );
  assert.deepEqual(broken, []);
});

test('every npm script that a document names exists', () => {
  const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const broken = documents.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)]
      .map((match) => match[1] ?? '')
      .filter((name) => manifest.scripts[name] === undefined)
      .map((name) => `${path.relative(ROOT, file)}: npm run ${name}`),
  );
  assert.deepEqual(broken, []);
});

function linksIn(text: string): string[] {
  const prose = text.replace(/```[\s\S]*?```/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((link) => !/^[a-z]+:/.test(link));
}

function leadsSomewhere(file: string, link: string): boolean {
  const [place = '', heading] = link.split('#');
  const target = place === '' ? file : path.join(path.dirname(file), place);
  if (!existsSync(target)) return false;
  return heading === undefined || headingsOf(readFileSync(target, 'utf8')).includes(heading);
}

function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .trim()
      .replace(/\s/g, '-'),
  );
}

/** `engine/turn/turn-machine.ts` in backquotes: a path with a folder of ours in front. */
function pathsIn(text: string): string[] {
  const prose = text.replace(/```[\s\S]*?```/g, '');
  return [...prose.matchAll(/`((?:contract|engine|cli|native|models|resources|test|scripts|docs)\/[\w./-]+)`/g)]
    .map((match) => match[1] ?? '')
    .filter((place) => !place.startsWith('native/') || !place.endsWith('.node'));
}
