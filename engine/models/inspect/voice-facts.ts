import { SottoFault } from '../../../contract/faults.ts';
import type { OnnxFacts, VoiceFacts } from './model-facts.ts';
import { ModelFile } from './model-file.ts';
import type { OnnxModel } from './onnx.ts';
import { type PiperVoice, readPiperVoice } from './piper-voice.ts';

const MIN_SAMPLE_RATE_HZ = 8_000;
const MAX_SAMPLE_RATE_HZ = 48_000;
const MAX_SPEAKERS = 10_000;

/**
 * Describes a Piper voice: from its metadata once it is converted, else from the configuration beside it. Throws
 * `model-unsupported` for another kind of graph, and `model-corrupt` for metadata on which the runtime ends the process.
 */
export async function describeVoice(
  file: ModelFile,
  path: string,
  model: OnnxModel,
  facts: OnnxFacts,
): Promise<VoiceFacts> {
  if (!model.inputs.includes('input') || !model.inputs.includes('scales')) {
    throw new SottoFault('model-unsupported', `${file.name} is not a Piper voice.`, { stage: 'models' });
  }
  if (!model.metadata.has('sample_rate')) {
    const { sampleRateHz, language, espeakVoice, speakers } = await readConfiguration(`${path}.json`);
    return { ...facts, format: 'piper-voice', state: 'as-published', sampleRateHz, language, espeakVoice, speakers };
  }
  const text = (key: string): string => {
    const value = model.metadata.get(key) ?? '';
    if (value === '') throw corrupt(file, `it names no ${key}`);
    return value;
  };
  const whole = (key: string, least: number, most: number): number => {
    const value = text(key);
    if (!/^\d{1,9}$/.test(value) || Number(value) < least || Number(value) > most)
      throw corrupt(file, `its ${key} is "${value.slice(0, 40)}"`);
    return Number(value);
  };
  if (!text('comment').includes('piper')) throw corrupt(file, 'it is not marked as a Piper voice');
  whole('has_espeak', 1, 1);
  return {
    ...facts,
    format: 'piper-voice',
    state: 'converted',
    sampleRateHz: whole('sample_rate', MIN_SAMPLE_RATE_HZ, MAX_SAMPLE_RATE_HZ),
    language: text('language'),
    espeakVoice: text('voice'),
    speakers: whole('n_speakers', 1, MAX_SPEAKERS),
  };
}

async function readConfiguration(path: string): Promise<PiperVoice> {
  const file = await ModelFile.openUntrusted(path);
  try {
    return await readPiperVoice(file);
  } finally {
    await file[Symbol.asyncDispose]();
  }
}

function corrupt(file: ModelFile, what: string): SottoFault {
  return new SottoFault('model-corrupt', `${file.name} is not a voice that can be loaded: ${what}. Install it again.`, {
    stage: 'models',
  });
}
