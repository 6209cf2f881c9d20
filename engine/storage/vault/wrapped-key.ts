/**
 * A key sealed with another key: AES-256-GCM over 32 bytes. What opens it is random, or a passphrase made slow to guess.
 */

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const hex = z.string().regex(/^([0-9a-f]{2})+$/);

export const wrappedKey = z.object({ nonce: hex, tag: hex, sealed: hex });
export type WrappedKey = z.infer<typeof wrappedKey>;

/** RFC 7914. The bounds keep a file that was tampered with from taking all memory: 128 · cost · blockSize bytes. */
export const scryptParameters = z.object({
  kdf: z.literal('scrypt'),
  cost: z.number().int().min(16_384).max(1_048_576),
  blockSize: z.number().int().min(8).max(16),
  parallelism: z.number().int().min(1).max(4),
  salt: hex,
});
export type ScryptParameters = z.infer<typeof scryptParameters>;

/** 128 MiB and a quarter of a second or more for each guess. */
export const SCRYPT_COST = { cost: 131_072, blockSize: 8, parallelism: 1 } as const;

/** 256 random bits, as the store takes them. */
export function randomDataKey(): string {
  return randomBytes(KEY_BYTES).toString('hex');
}

export function randomSalt(): string {
  return randomBytes(16).toString('hex');
}

/** @param label is sealed with it: the key does not open in another vault or in another place of this one. */
export function wrapKey(dataKey: string, wrappingKey: Uint8Array, label: string): WrappedKey {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', wrappingKey, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(label));
  const sealed = Buffer.concat([cipher.update(Buffer.from(dataKey, 'hex')), cipher.final()]);
  return { nonce: nonce.toString('hex'), tag: cipher.getAuthTag().toString('hex'), sealed: sealed.toString('hex') };
}

/** Undefined where the wrapping key, the label or a single bit is another. */
export function unwrapKey(wrapped: WrappedKey, wrappingKey: Uint8Array, label: string): string | undefined {
  try {
    const [nonce, tag, sealed] = [wrapped.nonce, wrapped.tag, wrapped.sealed].map((text) => Buffer.from(text, 'hex'));
    if (nonce?.length !== NONCE_BYTES || tag?.length !== TAG_BYTES || sealed?.length !== KEY_BYTES) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', wrappingKey, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(label));
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('hex');
  } catch {
    return undefined;
  }
}

/** The same letters typed on another keyboard are the same passphrase. */
export function keyOfPassphrase(passphrase: string, parameters: ScryptParameters): Promise<Buffer> {
  const { cost, blockSize, parallelism, salt } = parameters;
  const options = { cost, blockSize, parallelization: parallelism, maxmem: 2 * 128 * cost * blockSize };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), Buffer.from(salt, 'hex'), KEY_BYTES, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

/** For what is random already: one hash is enough. */
export function keyOfRandom(secret: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `sotto ${purpose}`, KEY_BYTES));
}
