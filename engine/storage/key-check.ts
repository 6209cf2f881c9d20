/**
 * Tells a wrong key from a damaged database, which look the same to SQLite.
 *
 * A small file beside the database holds what only the right key can reproduce, or says that there is no key. It is
 * written before the database it speaks for.
 */

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeDurably } from './durable-file.ts';

const KeyCheck = z.discriminatedUnion('encryption', [
  z.object({ encryption: z.literal('none') }),
  z.object({ encryption: z.literal('aes256cbc'), salt: z.string(), proof: z.string() }),
]);

/** `unknown` when there is no check file, or it is unreadable itself. */
export type KeyVerdict = 'right' | 'wrong' | 'unknown';

export async function checkKey(path: string, key: string | undefined): Promise<KeyVerdict> {
  const content = await readFile(path, 'utf8').catch(() => undefined);
  const parsed = KeyCheck.safeParse(parseJson(content));
  if (!parsed.success) return 'unknown';
  if (parsed.data.encryption === 'none') return key === undefined ? 'right' : 'wrong';
  if (key === undefined) return 'wrong';
  const expected = Buffer.from(parsed.data.proof, 'hex');
  const actual = prove(key, parsed.data.salt);
  return expected.length === actual.length && timingSafeEqual(expected, actual) ? 'right' : 'wrong';
}

export async function writeKeyCheck(path: string, key: string | undefined): Promise<void> {
  const salt = randomBytes(16).toString('hex');
  const check: z.infer<typeof KeyCheck> =
    key === undefined
      ? { encryption: 'none' }
      : { encryption: 'aes256cbc', salt, proof: prove(key, salt).toString('hex') };
  await writeDurably(path, JSON.stringify(check));
}

/** One hash is enough: the key has 256 random bits, so that guessing it is hopeless at any speed. */
function prove(key: string, salt: string): Buffer {
  return createHmac('sha256', key).update(`sotto key check ${salt}`).digest();
}

function parseJson(content: string | undefined): unknown {
  try {
    return content === undefined ? undefined : JSON.parse(content);
  } catch {
    return undefined;
  }
}
