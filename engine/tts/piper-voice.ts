/**
 * Reads the folder of a converted Piper voice and refuses what the runtime does not survive: it ends the process, and
 * throws nothing, on a model without metadata or a token of more than one code point.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SottoFault } from '../../contract/faults.ts';
import { readOnnxMetadata } from './onnx-metadata.ts';

export interface PiperVoice {
  readonly modelPath: string;
  readonly tokensPath: string;
  readonly sampleRateHz: number;
  readonly speakers: number;
  /** The voice's name in eSpeak NG, such as `en-us`. */
  readonly espeakVoice: string;
  /** Phoneme symbols by token id. */
  readonly symbols: ReadonlyMap<number, string>;
  /** What the voice was published to be spoken with. */
  readonly scales: VoiceScales;
}

export interface VoiceScales {
  /** Variation of the sound. */
  readonly noiseScale: number;
  /** Variation of the phonemes' lengths. */
  readonly noiseScaleW: number;
  /** Pace; larger is slower. */
  readonly lengthScale: number;
}

/** Piper's padding, begin and end marks: the runtime looks them up without checking. */
const REQUIRED_SYMBOLS = ['_', '^', '$'];
const MIN_SAMPLE_RATE_HZ = 8000;
const MAX_SAMPLE_RATE_HZ = 48_000;
const MAX_SPEAKERS = 10_000;
/** Piper's own, for voices that do not tell theirs. */
const DEFAULT_SCALES: VoiceScales = { noiseScale: 0.667, noiseScaleW: 0.8, lengthScale: 1 };
/** Beyond it the voice stutters, or makes minutes of sound for a word. */
const MAX_SCALE = 3;

/** Throws `model-missing`, `model-corrupt` or `model-unsupported`. */
export async function readPiperVoice(voiceDir: string): Promise<PiperVoice> {
  const modelPath = join(voiceDir, 'model.onnx');
  const tokensPath = join(voiceDir, 'tokens.txt');
  const metadata = await readOnnxMetadata(modelPath).catch((error: unknown) => missing('model.onnx', error));
  const tokens = await readFile(tokensPath, 'utf8').catch((error: unknown) => missing('tokens.txt', error));

  if (metadata === undefined) {
    throw new SottoFault('model-corrupt', 'The voice model is no whole ONNX file. Install it again.', { stage: 'tts' });
  }
  if (metadata.get('model_type') !== 'vits' || !metadata.get('comment')?.includes('piper')) {
    throw unsupported('it is not a converted Piper voice');
  }
  const espeakVoice = metadata.get('voice') ?? '';
  if (espeakVoice === '' || !metadata.get('language')) throw unsupported('it does not name its language');
  if (!metadata.has('has_espeak') || Number(metadata.get('has_espeak')) !== 1) {
    throw unsupported('it does not read eSpeak phonemes');
  }
  return {
    modelPath,
    tokensPath,
    sampleRateHz: wholeNumber(metadata, 'sample_rate', MIN_SAMPLE_RATE_HZ, MAX_SAMPLE_RATE_HZ),
    speakers: wholeNumber(metadata, 'n_speakers', 1, MAX_SPEAKERS),
    espeakVoice,
    symbols: parseTokens(tokens),
    scales: await readScales(join(voiceDir, 'voice.json')),
  };
}

/** Lines of `symbol id`; the symbol is one code point and may be a space. Throws `model-corrupt`. */
export function parseTokens(text: string): ReadonlyMap<number, string> {
  const symbols = new Map<number, string>();
  const seen = new Set<string>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const parts = /^(.) +(\d{1,6})\r?$/u.exec(line);
    const [, symbol, id] = parts ?? [];
    if (symbol === undefined || id === undefined || seen.has(symbol)) {
      throw new SottoFault(
        'model-corrupt',
        `The voice's token list has a line it must not have: "${line.slice(0, 20)}".`,
        {
          stage: 'tts',
        },
      );
    }
    seen.add(symbol);
    symbols.set(Number(id), symbol);
  }
  const absent = REQUIRED_SYMBOLS.filter((symbol) => !seen.has(symbol));
  if (absent.length > 0) {
    throw new SottoFault(
      'model-corrupt',
      `The voice's token list lacks ${absent.join(' ')}. Install the voice again.`,
      {
        stage: 'tts',
      },
    );
  }
  return symbols;
}

/** The file is optional, and so is each number in it. */
async function readScales(path: string): Promise<VoiceScales> {
  const described: unknown = await readFile(path, 'utf8')
    .then(JSON.parse)
    .catch(() => undefined);
  const entries = Object.entries(described ?? {}).filter(
    ([key, value]) => key in DEFAULT_SCALES && typeof value === 'number' && value > 0 && value <= MAX_SCALE,
  );
  return { ...DEFAULT_SCALES, ...Object.fromEntries(entries) };
}

function wholeNumber(metadata: ReadonlyMap<string, string>, key: string, least: number, most: number): number {
  const value = Number(metadata.get(key) || Number.NaN);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw unsupported(`its ${key} is "${metadata.get(key) ?? ''}", not a whole number from ${least} to ${most}`);
  }
  return value;
}

function unsupported(why: string): SottoFault {
  return new SottoFault('model-unsupported', `The voice cannot be used: ${why}. Import it so that it is converted.`, {
    stage: 'tts',
  });
}

function missing(file: string, cause: unknown): never {
  throw new SottoFault('model-missing', `The voice has no readable ${file}. Install the voice again.`, {
    stage: 'tts',
    cause,
  });
}
