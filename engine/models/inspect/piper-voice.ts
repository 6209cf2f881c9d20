import { z } from 'zod';
import { SottoFault } from '../../../contract/faults.ts';
import type { ModelFile } from './model-file.ts';

/** What a Piper voice's configuration (`….onnx.json`) says. */
export interface PiperVoice {
  readonly sampleRateHz: number;
  readonly espeakVoice: string;
  /** In English, e.g. "English"; the espeak voice where the file has none. */
  readonly language: string;
  readonly speakers: number;
  readonly noiseScale: number;
  readonly noiseScaleW: number;
  readonly lengthScale: number;
  /** Phoneme symbol to token id. */
  readonly phonemeIdMap: Readonly<Record<string, number>>;
}

/** The largest published configuration, with 904 speakers, has 40 kB. */
const MAX_CONFIG_BYTES = 4 << 20;

const tokenId = z.int().min(0).max(65_535);

const piperConfig = z.object({
  audio: z.object({ sample_rate: z.int().min(8_000).max(48_000) }),
  espeak: z.object({ voice: z.string().min(1).max(64) }).optional(),
  lang_code: z.string().min(1).max(64).optional(),
  language: z.object({ name_english: z.string().max(128).optional() }).optional(),
  num_speakers: z.int().min(1).max(10_000).default(1),
  phoneme_type: z.string().max(64).default('espeak'),
  inference: z
    .object({
      noise_scale: z.number().min(0).max(10).default(0.667),
      noise_w: z.number().min(0).max(10).default(0.8),
      length_scale: z.number().min(0.05).max(20).default(1),
    })
    .prefault({}),
  phoneme_id_map: z.record(z.string().max(64), z.union([tokenId, z.array(tokenId).min(1).max(16)])),
});

/** Some early files carry a misprinted rate; the audio is 22,050 Hz. */
const MISPRINTED_RATE_HZ = 22_500;

/** Throws `model-corrupt` when the file is not a Piper configuration, `model-unsupported` for one not spoken by espeak-ng. */
export async function readPiperVoice(file: ModelFile): Promise<PiperVoice> {
  if (file.sizeBytes > MAX_CONFIG_BYTES) throw corrupt(file.name, `it has ${file.sizeBytes} bytes`);
  return parsePiperVoice(file.name, (await file.read(0, file.sizeBytes)).toString('utf8'));
}

/** As {@link readPiperVoice}, of the file's text. */
export function parsePiperVoice(name: string, json: string): PiperVoice {
  const parsed = piperConfig.safeParse(parseJson(name, json));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw corrupt(name, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  const config = parsed.data;
  if (config.phoneme_type !== 'espeak') {
    throw new SottoFault(
      'model-unsupported',
      `${name}: this voice takes "${config.phoneme_type}" phonemes. Choose one made with espeak.`,
      { stage: 'models' },
    );
  }
  const named = config.lang_code ?? config.espeak?.voice;
  if (named === undefined) throw corrupt(name, 'it names no espeak voice');
  const voice = named === 'pt-PT' ? 'pt' : named;
  const rateHz = config.audio.sample_rate;
  return {
    sampleRateHz: rateHz === MISPRINTED_RATE_HZ ? 22_050 : rateHz,
    espeakVoice: voice,
    language: config.language?.name_english || voice,
    speakers: config.num_speakers,
    noiseScale: config.inference.noise_scale,
    noiseScaleW: config.inference.noise_w,
    lengthScale: config.inference.length_scale,
    phonemeIdMap: Object.fromEntries(
      Object.entries(config.phoneme_id_map).map(([symbol, id]) => [symbol, firstId(id)]),
    ),
  };
}

function firstId(id: number | readonly number[]): number {
  return typeof id === 'number' ? id : (id[0] ?? 0);
}

function parseJson(name: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw corrupt(name, 'it is not JSON', cause);
  }
}

function corrupt(name: string, what: string, cause?: unknown): SottoFault {
  return new SottoFault('model-corrupt', `${name} is not a Piper voice configuration: ${what}. Download it again.`, {
    stage: 'models',
    cause,
  });
}
