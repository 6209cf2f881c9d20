/**
 * Bytes that only the key of the profile opens: AES-256-GCM.
 *
 * Layout: 8 bytes of magic, 16 of salt, 12 of nonce, 16 of tag, then the ciphertext. Each file has a key of its own,
 * derived from the profile's by HKDF-SHA-256 with its salt, so that no nonce is ever used twice with one key.
 */

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { SottoFault } from '../../contract/faults.ts';

const MAGIC = Buffer.from('SOTTOSB1');
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = MAGIC.length + SALT_BYTES + NONCE_BYTES + TAG_BYTES;

/** @param name is sealed with it: the bytes do not open under another name. */
export function seal(bytes: Uint8Array, key: string, name: string): Uint8Array {
  const [salt, nonce] = [randomBytes(SALT_BYTES), randomBytes(NONCE_BYTES)];
  const cipher = createCipheriv('aes-256-gcm', fileKey(key, salt), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(name));
  const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([MAGIC, salt, nonce, cipher.getAuthTag(), sealed]);
}

/** @throws SottoFault `storage-key-wrong` when the key, the name or a single bit is another. */
export function unseal(bytes: Uint8Array, key: string, name: string): Uint8Array {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const part = (offset: number, length: number): Buffer => file.subarray(offset, offset + length);
  try {
    if (file.length < HEADER_BYTES || !part(0, MAGIC.length).equals(MAGIC)) throw new Error('not sealed');
    const salt = part(MAGIC.length, SALT_BYTES);
    const nonce = part(MAGIC.length + SALT_BYTES, NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', fileKey(key, salt), nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(name));
    decipher.setAuthTag(part(HEADER_BYTES - TAG_BYTES, TAG_BYTES));
    return Buffer.concat([decipher.update(file.subarray(HEADER_BYTES)), decipher.final()]);
  } catch (error) {
    throw new SottoFault('storage-key-wrong', `${name} does not open with the key of this profile, or is damaged.`, {
      stage: 'storage',
      cause: error,
    });
  }
}

function fileKey(key: string, salt: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, 'sotto kept audio', 32));
}
