// Reads a bundle before any package is installed. The format is described in engine/models/bundle-header.ts; models in a
// bundle are imported by Sotto itself, this takes out the extras.

import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const MAGIC = 'SOTTOBUN';
const PREFIX_BYTES = MAGIC.length + 4;
const HASH_BYTES = 32;
const MAX_HEADER_BYTES = 16 * 1024 * 1024;

/**
 * @typedef {{ name: string, size: number, sha256: string, at: number }} Extra `at`: where its bytes begin
 * @param {string} file
 * @returns {Promise<Extra[]>}
 * @throws {Error} when it is no bundle, or a damaged one
 */
export async function extrasOf(file) {
  const handle = await open(file, 'r').catch((error) => {
    throw new Error(`There is no readable file ${file}.`, { cause: error });
  });
  try {
    const prefix = await readExactly(handle, 0, PREFIX_BYTES);
    const length = prefix.readUInt32LE(MAGIC.length);
    const begins = prefix.subarray(0, MAGIC.length).toString('latin1') === MAGIC;
    if (!begins || length > MAX_HEADER_BYTES) throw new Error(`${file} is not a Sotto bundle.`);
    const rest = await readExactly(handle, PREFIX_BYTES, length + HASH_BYTES);
    const json = rest.subarray(0, length);
    const hash = createHash('sha256').update(prefix).update(json).digest();
    if (!hash.equals(rest.subarray(length)))
      throw new Error(`The header of ${file} is damaged. Copy the bundle again.`);
    return locateExtras(JSON.parse(json.toString('utf8')), PREFIX_BYTES + rest.length);
  } finally {
    await handle.close();
  }
}

/**
 * Copies an extra out of the bundle. The target appears only once its hash is known to be right.
 * @param {string} file
 * @param {Extra} extra
 * @param {string} target
 */
export async function extractExtra(file, extra, target) {
  const fresh = `${target}.new-${process.pid}`;
  const hash = createHash('sha256');
  const tap = new PassThrough();
  tap.on('data', (chunk) => hash.update(chunk));
  try {
    if (extra.size === 0) throw new Error(`${extra.name} in this bundle is empty.`);
    const bytes = createReadStream(file, { start: extra.at, end: extra.at + extra.size - 1 });
    await pipeline(bytes, tap, createWriteStream(fresh));
    if (hash.digest('hex') !== extra.sha256)
      throw new Error(`${extra.name} in this bundle is damaged. Copy the bundle again.`);
    await rename(fresh, target);
  } finally {
    await rm(fresh, { force: true });
  }
}

function locateExtras(header, contentsAt) {
  const models = header.models.flatMap((model) => model.files);
  let at = models.reduce((position, { size }) => position + size, contentsAt);
  return header.extras.map(({ name, size, sha256 }) => {
    const extra = { name, size, sha256, at };
    at += size;
    return extra;
  });
}

async function readExactly(handle, position, length) {
  const buffer = Buffer.alloc(length);
  for (let filled = 0; filled < length; ) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new Error('This is not a Sotto bundle, or only a part of one.');
    filled += bytesRead;
  }
  return buffer;
}
