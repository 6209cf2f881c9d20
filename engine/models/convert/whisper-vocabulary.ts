import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { SottoFault } from '../../../contract/faults.ts';

/** Byte-pair tokens before the special ones: those of GPT-2, with its end-of-text mark in the multilingual models. */
const BASE_TOKENS = { many: 50_257, english: 50_256 } as const;

/** Bytes that byte-level BPE writes as themselves; the others take the code points from 256 on. */
const PRINTABLE: readonly (readonly [number, number])[] = [
  [33, 126],
  [161, 172],
  [174, 255],
];

export interface WhisperVocabulary {
  /** Every token as the vocabulary writes it, by id. */
  readonly tokens: readonly string[];
  /** The bytes each base token stands for, by id; the last of the multilingual ones is empty. */
  readonly baseTokens: readonly Buffer[];
}

/** Reads `vocabulary.txt`, one token a line. Throws `model-corrupt` when it is shorter than the base vocabulary. */
export async function readWhisperVocabulary(path: string, languages: 'many' | 'english'): Promise<WhisperVocabulary> {
  const tokens = (await readFile(path, 'utf8')).split('\n');
  const count = BASE_TOKENS[languages];
  if (tokens.length < count) {
    throw new SottoFault('model-corrupt', `${basename(path)} has only ${tokens.length} tokens. Download it again.`, {
      stage: 'models',
    });
  }
  const byteOf = byteOfCharacter();
  return { tokens, baseTokens: tokens.slice(0, count).map((token, id) => bytesOf(token, id, byteOf)) };
}

function bytesOf(token: string, id: number, byteOf: ReadonlyMap<string, number>): Buffer {
  const bytes = Array.from(token, (character) => byteOf.get(character) ?? -1);
  if (bytes.includes(-1)) {
    throw new SottoFault(
      'model-corrupt',
      `Token ${id} of the vocabulary is not byte-level text. Download the model again.`,
      { stage: 'models' },
    );
  }
  return Buffer.from(bytes);
}

function byteOfCharacter(): Map<string, number> {
  const bytes = new Map<string, number>();
  let unprintable = 0;
  for (let byte = 0; byte < 256; byte++) {
    const printable = PRINTABLE.some(([first, last]) => byte >= first && byte <= last);
    bytes.set(String.fromCodePoint(printable ? byte : 256 + unprintable++), byte);
  }
  return bytes;
}
