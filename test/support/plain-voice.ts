/** The installed voice as a voice that tells no timings, and as Piper itself reads it. */

import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const GRAPH_FIELD = 7;
/** What a conversion adds to the graph has some hundred bytes; the graph itself has millions. */
const MAX_ADDED_BYTES = 10_000;

interface VoiceDescription {
  readonly sampleRateHz: number;
  readonly espeakVoice: string;
  readonly speakers: number;
  readonly noiseScale: number;
  readonly noiseScaleW: number;
  readonly lengthScale: number;
  readonly phonemeIdMap: Readonly<Record<string, number>>;
}

/** Writes `model.onnx` without the timings, `tokens.txt`, and `model.onnx.json` in Piper's format. */
export async function writePlainVoice(voiceDir: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const model = await readFile(join(voiceDir, 'model.onnx'));
  const kept = topLevelFields(model).filter(
    ({ number, bytes }) => number !== GRAPH_FIELD || bytes.length > MAX_ADDED_BYTES,
  );
  await writeFile(join(folder, 'model.onnx'), Buffer.concat(kept.map(({ bytes }) => bytes)));
  await copyFile(join(voiceDir, 'tokens.txt'), join(folder, 'tokens.txt'));
  const described = JSON.parse(await readFile(join(voiceDir, 'voice.json'), 'utf8')) as VoiceDescription;
  await writeFile(join(folder, 'model.onnx.json'), JSON.stringify(piperConfig(described)));
}

function piperConfig(voice: VoiceDescription): unknown {
  const ids = Object.entries(voice.phonemeIdMap).map(([symbol, id]) => [symbol, [id].flat()] as const);
  return {
    audio: { sample_rate: voice.sampleRateHz },
    espeak: { voice: voice.espeakVoice },
    inference: { noise_scale: voice.noiseScale, length_scale: voice.lengthScale, noise_w: voice.noiseScaleW },
    phoneme_type: 'espeak',
    phoneme_map: {},
    phoneme_id_map: Object.fromEntries(ids),
    num_symbols: 256,
    num_speakers: voice.speakers,
    speaker_id_map: {},
  };
}

/** Protobuf fields with their headers. A model's are varints and byte strings only. */
function topLevelFields(model: Buffer): { number: number; bytes: Buffer }[] {
  const fields: { number: number; bytes: Buffer }[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = model[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < model.length) {
    const start = at;
    const tag = varint();
    const value = varint();
    if (tag % 8 === 2) at += value;
    fields.push({ number: Math.floor(tag / 8), bytes: model.subarray(start, at) });
  }
  return fields;
}
