// The bill of materials (CycloneDX 1.6) and the texts of the licences, as they go into every package.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../toolchain/places.mjs';
import { catalogueModels, electronComponent, embeddedComponents } from './embedded.mjs';
import { shippedCrates } from './shipped-crates.mjs';
import { shippedPackages } from './shipped-packages.mjs';

/** electron-builder.yml takes it from here. */
const FOLDER = path.join(ROOT, 'out', 'package-notices');
const LICENCE_FILE = /^(licen[cs]e|copying|notice|copyright|unlicense)/i;
const RULE = '='.repeat(100);

/** Everything that ships, with its licence: what the rules of licences are applied to. */
export async function shippedComponents() {
  const [packages, crates] = [shippedPackages(), await shippedCrates()];
  return { packages, crates, embedded: embeddedComponents([...packages, ...crates]), electron: electronComponent() };
}

/** Writes sbom.cdx.json and THIRD-PARTY-LICENSES.txt into out/package-notices. */
export async function writeNotices() {
  const shipped = await shippedComponents();
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(path.join(FOLDER, 'sbom.cdx.json'), `${JSON.stringify(billOfMaterials(shipped), undefined, 2)}\n`);
  writeFileSync(path.join(FOLDER, 'THIRD-PARTY-LICENSES.txt'), licenceTexts(shipped));
}

/** The same for the same checkout: no time and no number of its own. */
export function billOfMaterials({ packages, crates, embedded, electron }) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const components = [
    component('framework', electron, { purl: `pkg:npm/electron@${electron.version}` }),
    ...packages.map((each) => {
      const purl = `pkg:npm/${each.name.replace('@', '%40')}@${each.version}`;
      return component('library', each, { purl, ...hashOf(each.integrity), properties: [property('use', each.use)] });
    }),
    ...crates.map((each) => component('library', each, { purl: `pkg:cargo/${each.name}@${each.version}` })),
    ...embedded.map((each) => component('library', each, { properties: [property('inside', each.in)] })),
    ...catalogueModels().map(modelComponent),
  ];
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: component('application', { name, version, licence: license }, { 'bom-ref': `${name}@${version}` }),
    },
    components,
  };
}

/**
 * @param {string} type
 * @param {{ name: string, version?: string, licence: string, url?: string }} described
 * @param {Record<string, unknown>} more
 */
function component(type, { name, version, licence, url }, more) {
  const reference = url === undefined ? {} : { externalReferences: [{ type: 'website', url }] };
  const licences = [/[ (]/.test(licence) ? { expression: licence } : { license: { id: licence } }];
  const ref = more.purl ?? `${name}@${version ?? 'embedded'}`;
  return { type, 'bom-ref': ref, name, ...(version && { version }), licenses: licences, ...reference, ...more };
}

/** Not shipped, and listed all the same: users get them from the catalogue that is. */
function modelComponent({ id, publisher, revision, licence, sources }) {
  const files = sources.flatMap(({ type, files: listed = [] }) => (type === 'https' ? listed : []));
  const pinned = files.map(({ path: name, sha256 }) => ({
    type: 'distribution',
    url: files.find((file) => file.path === name).url,
    hashes: [{ alg: 'SHA-256', content: sha256 }],
  }));
  return {
    type: 'machine-learning-model',
    'bom-ref': `model:${id}`,
    name: id,
    version: revision,
    publisher,
    scope: 'excluded',
    // Licences of models are often none that SPDX knows.
    licenses: [{ license: { name: licence.name, ...(licence.url && { url: licence.url }) } }],
    ...(pinned.length > 0 && { externalReferences: pinned }),
    properties: [property('delivery', 'installed by the user from the catalogue')],
  };
}

function property(name, value) {
  return { name: `sotto:${name}`, value };
}

function hashOf(integrity) {
  const [, encoded] = /^sha512-(.+)$/.exec(integrity ?? '') ?? [];
  if (encoded === undefined) return {};
  return { hashes: [{ alg: 'SHA-512', content: Buffer.from(encoded, 'base64').toString('hex') }] };
}

function licenceTexts({ packages, crates, embedded, electron }) {
  const parts = [
    'What Sotto contains that others wrote, and their terms. Electron and Chromium: LICENSE.electron.txt and',
    'LICENSES.chromium.html beside the application. Models are installed by users; the catalogue names their terms.',
    'This package contains eSpeak NG (inside sherpa-onnx) and is conveyed as a whole under the GNU General Public License,',
    'version 3 or later. Whoever gave it to you owes you the corresponding source on request.',
    '',
    `Electron ${electron.version}: ${electron.licence}`,
    ...embedded.map(({ name, licence, in: carrier, url }) => `${name} (inside ${carrier}): ${licence}, ${url}`),
  ];
  for (const { name, version, licence, folder } of [...packages, ...crates]) {
    parts.push(RULE, `${name} ${version}: ${licence}`, '', ...textsIn(folder));
  }
  return `${parts.join('\n')}\n`;
}

function textsIn(folder) {
  const files = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && LICENCE_FILE.test(entry.name),
  );
  const texts = files.map(({ name }) => readFileSync(path.join(folder, name), 'utf8').trim());
  return texts.length > 0 ? texts : ['(Its publisher gives no text beside the name of the licence.)'];
}
