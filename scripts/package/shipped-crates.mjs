// The crates that are compiled into our add-ons, as cargo tells of them.

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../toolchain/places.mjs';
import { run } from '../toolchain/run.mjs';
import { rustEnvironment } from '../toolchain/rust.mjs';

const TRIPLES = {
  'darwin-arm64': 'aarch64-apple-darwin',
  'darwin-x64': 'x86_64-apple-darwin',
  'linux-arm64': 'aarch64-unknown-linux-gnu',
  'linux-x64': 'x86_64-unknown-linux-gnu',
  'win32-x64': 'x86_64-pc-windows-msvc',
};

/**
 * @typedef {{ name: string, version: string, licence: string, folder: string }} ShippedCrate
 * @returns {Promise<ShippedCrate[]>} without ours
 */
export async function shippedCrates() {
  const env = await rustEnvironment();
  if (env === undefined) throw new Error('What is in the add-ons is asked of cargo, which is not here. Install Rust.');
  const found = new Map();
  for (const { name } of readdirSync(path.join(ROOT, 'native'), { withFileTypes: true })) {
    if (name.includes('.')) continue;
    const cwd = path.join(ROOT, 'native', name);
    const target = TRIPLES[`${process.platform}-${process.arch}`];
    const args = ['metadata', '--locked', '--format-version', '1', '--filter-platform', target];
    const offline = await run('cargo', [...args, '--offline'], { cwd, env });
    const { code, output } = offline.code === 0 ? offline : await run('cargo', args, { cwd, env });
    if (code !== 0) throw new Error(`cargo metadata failed in native/${name}:\n${output}`);
    const { packages, resolve } = JSON.parse(output.slice(output.indexOf('{')));
    const linked = linkedFrom(resolve);
    for (const crate of packages) {
      if (!linked.has(crate.id) || crate.source === null) continue;
      found.set(`${crate.name}@${crate.version}`, {
        name: crate.name,
        version: crate.version,
        licence: (crate.license ?? 'unknown').replaceAll('/', ' OR '),
        folder: path.dirname(crate.manifest_path),
      });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What is built into the library; tools of the build are not. */
function linkedFrom({ nodes, root }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const seen = new Set();
  const walk = (id) => {
    if (seen.has(id)) return;
    seen.add(id);
    for (const { pkg, dep_kinds: kinds } of byId.get(id).deps) if (kinds.some(({ kind }) => kind === null)) walk(pkg);
  };
  walk(root);
  return seen;
}
