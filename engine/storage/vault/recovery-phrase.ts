/**
 * 256 random bits as 24 words, to be written down: the encoding of BIP-39 with its English words, of which the last one
 * holds 8 bits of checksum. The first four letters of a word are enough.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SottoFault } from '../../../contract/faults.ts';
import { packageRoot } from '../../base/package-root.ts';

const ENTROPY_BYTES = 32;
const WORDS = 24;
const BITS_A_WORD = 11;
const UNIQUE_LETTERS = 4;

export function phraseOf(entropy: Uint8Array): readonly string[] {
  const words = recoveryWords();
  const bits = [...entropy, checksum(entropy)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from({ length: WORDS }, (_, i) => {
    const index = Number.parseInt(bits.slice(i * BITS_A_WORD, (i + 1) * BITS_A_WORD), 2);
    return words[index] ?? '';
  });
}

/**
 * However it was typed: in any case, with numbers, commas or line breaks between the words.
 * @throws SottoFault `bad-params` saying what is wrong with it, without any of its words.
 */
export function entropyOf(phrase: string): Uint8Array {
  const typed =
    phrase
      .normalize('NFKC')
      .toLowerCase()
      .match(/[a-z]+/g) ?? [];
  if (typed.length !== WORDS) {
    throw refused(`it has ${typed.length} ${typed.length === 1 ? 'word' : 'words'} instead of ${WORDS}`);
  }
  const words = recoveryWords();
  const bits = typed
    .map((word, i) => {
      const index = words.findIndex((known) => known === word || matchesStart(known, word));
      if (index < 0) throw refused(`word ${i + 1} is none of the words that are used`);
      return index.toString(2).padStart(BITS_A_WORD, '0');
    })
    .join('');
  const bytes = Uint8Array.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const entropy = bytes.subarray(0, ENTROPY_BYTES);
  if (bytes[ENTROPY_BYTES] !== checksum(entropy)) throw refused('a word is another one, or two changed places');
  return entropy;
}

function matchesStart(known: string, word: string): boolean {
  return word.length === UNIQUE_LETTERS && known.startsWith(word);
}

function checksum(entropy: Uint8Array): number {
  return createHash('sha256').update(entropy).digest()[0] ?? 0;
}

let cached: readonly string[] | undefined;

function recoveryWords(): readonly string[] {
  cached ??= readFileSync(join(packageRoot, 'resources', 'recovery-words.txt'), 'utf8')
    .trim()
    .split('\n');
  return cached;
}

function refused(what: string): SottoFault {
  return new SottoFault('bad-params', `This recovery phrase cannot be right: ${what}.`, { stage: 'storage' });
}
