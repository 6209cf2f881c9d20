// The npm packages that a package of Sotto contains: those it loads at run time, and those bundled into its pages.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow } from '../toolchain/files-below.mjs';
import { ROOT } from '../toolchain/places.mjs';

/** LanceDB would make embeddings with the first two if it were asked to; the last stands in for binaries nobody needs. */
const LEFT_OUT = new Set(['@huggingface/transformers', 'openai', 'empty-npm-package']);

/**
 * @typedef {{ name: string, version: string, licence: string, integrity: string | undefined, folder: string,
 *   use: 'run time' | 'pages' }} ShippedPackage
 * @returns {ShippedPackage[]} in the order of their names
 */
export function shippedPackages() {
  const { packages } = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8'));
  const found = new Map();
  const seen = new Set();
  const add = (from, name, use) => {
    const place = resolvePackage(packages, from, name);
    if (place === undefined || seen.has(place) || LEFT_OUT.has(name)) return;
    seen.add(place);
    const folder = path.join(ROOT, place);
    // Of another system.
    if (!existsSync(path.join(folder, 'package.json'))) return;
    const { version, integrity, dependencies, optionalDependencies, peerDependencies } = packages[place];
    const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    if (isForAnotherMachine(manifest) || LEFT_OUT.has(manifest.name)) return;
    // One version may lie in several places.
    const key = `${manifest.name}@${version}`;
    if (!found.has(key))
      found.set(key, { name: manifest.name, version, licence: licenceOf(manifest), integrity, folder, use });
    const wanted = use === 'pages' ? { ...dependencies } : { ...dependencies, ...optionalDependencies };
    for (const next of Object.keys({ ...wanted, ...requiredPeers(packages[place], peerDependencies) })) {
      add(place, next, use);
    }
  };
  for (const name of Object.keys(packages[''].dependencies)) add('', name, 'run time');
  for (const name of packagesOfPages()) add('', name, 'pages');
  const byName = (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  return [...found.values()].sort(byName);
}

/**
 * Names of what is installed for users of this checkout and is not shipped: binaries of Node, for example.
 * @param {readonly ShippedPackage[]} shipped
 */
export function packagesLeftOut(shipped) {
  const names = new Set(shipped.map(({ name }) => name));
  const { packages } = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8'));
  const installed = Object.keys(packages)
    .filter((place) => place !== '' && !packages[place].dev && existsSync(path.join(ROOT, place)))
    // Under its own name too: a package may stand in the place of another.
    .flatMap((place) => [place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length), ownName(place)]);
  return [...new Set(installed)].filter((name) => name !== undefined && !names.has(name)).sort();
}

function ownName(place) {
  const file = path.join(ROOT, place, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).name : undefined;
}

function requiredPeers({ peerDependenciesMeta = {} }, peers = {}) {
  return Object.fromEntries(Object.entries(peers).filter(([name]) => !peerDependenciesMeta[name]?.optional));
}

/** As Node looks for it: beside the package that asks, then further and further up. */
function resolvePackage(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (packages[place] !== undefined) return place;
    if (folder === '') return undefined;
  }
}

function isForAnotherMachine({ name, os, cpu }) {
  const fits = (list, mine) => list === undefined || list.includes(mine) || !list.some((each) => !each.startsWith('!'));
  // The C library is not told of everywhere; nothing of ours runs on musl. Some name their processor only in the name.
  const isMusl = /-musl(eabihf)?$/.test(name);
  const isOther = name.startsWith('@node-llama-cpp/') && !name.includes(`-${process.arch}`);
  return !fits(os, process.platform) || !fits(cpu, process.arch) || isMusl || isOther;
}

/** Names of packages that the pages import themselves. */
function packagesOfPages() {
  const names = new Set();
  for (const file of filesBelow(path.join(ROOT, 'renderer'))) {
    if (!/\.tsx?$/.test(file) || /\.test\.tsx?$|vite\.config\.ts$/.test(file)) continue;
    for (const [, name] of readFileSync(file, 'utf8').matchAll(/(?:from|import\(?) '((?:@[^/']+\/)?[^./'][^/']*)/g)) {
      names.add(name);
    }
  }
  return names;
}

/** Whose manifest says less than their licence file. */
const READ_BY_US = { duck: 'BSD-2-Clause' };

/** The expression of the manifest; older forms of it as an expression. */
function licenceOf({ name, license, licenses }) {
  if (READ_BY_US[name] !== undefined) return READ_BY_US[name];
  if (typeof license === 'string') return license;
  if (typeof license?.type === 'string') return license.type;
  if (Array.isArray(licenses)) return licenses.map(({ type }) => type).join(' OR ');
  return 'unknown';
}
