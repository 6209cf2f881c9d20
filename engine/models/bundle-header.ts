/**
 * A bundle is one file that takes models, and whatever else a set-up needs, to a machine without a network:
 *
 *   "SOTTOBUN"            8 bytes
 *   header length         4 bytes, little-endian
 *   header                JSON: models with their manifests, every file with size and SHA-256
 *   SHA-256 of all above  32 bytes
 *   contents              the bytes of every file in the header's order, nothing between, nothing after
 *
 * The hashes show damage, not origin: what a bundle brings passes the same pre-parsers as a file of the user's own.
 */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { SottoFault } from '../../contract/faults.ts';
import { MANIFEST_NAME, manifestSchema } from './manifest.ts';
import { isSafeRelativePath } from './safe-path.ts';

const MAGIC = Buffer.from('SOTTOBUN', 'latin1');
const MAX_HEADER_BYTES = 16 * 1024 * 1024;
const HASH_BYTES = 32;
export const PREFIX_BYTES: number = MAGIC.length + 4;

const extraName = z.string().refine(isSafeRelativePath, 'must stay inside its folder');
const headerSchema = z.strictObject({
  formatVersion: z.literal(1),
  createdAt: z.iso.datetime(),
  models: z.array(manifestSchema).max(1000),
  extras: z
    .array(z.strictObject({ name: extraName, size: z.int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }))
    .max(10_000),
});
export type BundleHeader = z.infer<typeof headerSchema>;

/** One stretch of the contents. */
export interface BundledFile {
  /** The model it belongs to; absent for an extra. */
  readonly modelId?: string;
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** The files of a bundle in the order of their bytes. */
export function bundledFiles(header: BundleHeader): readonly BundledFile[] {
  const ofModels = header.models.flatMap((manifest) =>
    manifest.files.map(({ path, size, sha256 }) => ({ modelId: manifest.description.id, path, size, sha256 })),
  );
  const extras = header.extras.map(({ name, size, sha256 }) => ({ path: name, size, sha256 }));
  return [...ofModels, ...extras];
}

export function encodeHeader(header: BundleHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const head = Buffer.concat([MAGIC, length, json]);
  return Buffer.concat([head, createHash('sha256').update(head).digest()]);
}

/** How many bytes the header takes after the prefix, its hash included. Throws `bad-input`. */
export function headerRestBytes(prefix: Buffer): number {
  if (!prefix.subarray(0, MAGIC.length).equals(MAGIC)) throw notABundle('it does not begin like one');
  const length = prefix.readUInt32LE(MAGIC.length);
  if (length === 0 || length > MAX_HEADER_BYTES) throw notABundle('its header has an impossible length');
  return length + HASH_BYTES;
}

/** Throws `bad-input` for what is no bundle, `hash-mismatch` for a damaged header. */
export function decodeHeader(prefix: Buffer, rest: Buffer): BundleHeader {
  const json = rest.subarray(0, rest.length - HASH_BYTES);
  const hash = createHash('sha256').update(prefix).update(json).digest();
  if (!hash.equals(rest.subarray(rest.length - HASH_BYTES))) {
    throw new SottoFault('hash-mismatch', 'The header of this bundle is damaged. Copy the bundle again.', {
      stage: 'models',
    });
  }
  let header: BundleHeader;
  try {
    header = headerSchema.parse(JSON.parse(json.toString('utf8')));
  } catch (error) {
    throw notABundle('its header says things no bundle may say', error);
  }
  requireDistinct(header);
  return header;
}

/** No path may be written twice, none may take the place of a manifest, none may be the folder of another. */
function requireDistinct(header: BundleHeader): void {
  const seen = new Set<string>();
  for (const file of bundledFiles(header)) {
    const key = `${file.modelId ?? ''}/${file.path}`.toLowerCase();
    const isManifest = file.modelId !== undefined && file.path.toLowerCase() === MANIFEST_NAME;
    if (seen.has(key) || isManifest) throw notABundle(`it has ${file.path} twice`);
    seen.add(key);
  }
  const ids = new Set(header.models.map((manifest) => manifest.description.id));
  if (ids.size !== header.models.length) throw notABundle('it has a model twice');
}

export function notABundle(reason: string, cause?: unknown): SottoFault {
  return new SottoFault('bad-input', `This file is not a Sotto bundle: ${reason}.`, { stage: 'models', cause });
}
