import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SottoFault } from '../../../contract/faults.ts';
import { ModelFile } from '../inspect/model-file.ts';
import { type OnnxModel, readOnnxModel } from '../inspect/onnx.ts';
import { type PiperVoice, readPiperVoice } from '../inspect/piper-voice.ts';
import { type ConversionInput, checkpoint } from './conversion.ts';
import { onnxMetadata } from './onnx-metadata.ts';
import { type OutputFile, writeOutputFile } from './output-file.ts';
import { timingsNodes, timingsOutput } from './phoneme-timings.ts';

const COPY_BYTES = 4 << 20;

/**
 * A Piper voice (`voice.onnx`, `voice.onnx.json`) as sherpa-onnx loads it: `model.onnx` with the metadata the runtime
 * requires and, where the graph has them, phoneme timings behind the samples; `tokens.txt`; and `voice.json`, which
 * tells what the runtime does not. Throws `model-unsupported` for voices that are not phonemised by espeak-ng.
 */
export async function convert(input: ConversionInput, signal: AbortSignal): Promise<void> {
  const voice = await readVoice(join(input.sourceDir, 'voice.onnx.json'));
  const source = await ModelFile.open(join(input.sourceDir, 'voice.onnx'));
  try {
    const model = await readOnnxModel(source);
    requirePristine(source, model);
    const durations = timedDurations(model);
    await writeOutputFile(join(input.outputDir, 'model.onnx'), async (file) => {
      if (durations !== undefined) await file.write(timingsOutput());
      await copy(source, file, signal);
      if (durations !== undefined) await file.write(timingsNodes({ audio: 'output', tokens: 'input', durations }));
      await file.write(onnxMetadata(sherpaMetadata(voice)));
    });
    await writeFile(join(input.outputDir, 'tokens.txt'), tokenLines(voice));
    await writeFile(join(input.outputDir, 'voice.json'), describeVoice(voice, durations !== undefined));
  } finally {
    await source[Symbol.asyncDispose]();
  }
}

async function readVoice(path: string): Promise<PiperVoice> {
  const file = await ModelFile.open(path);
  try {
    return await readPiperVoice(file);
  } finally {
    await file[Symbol.asyncDispose]();
  }
}

function requirePristine(source: ModelFile, model: OnnxModel): void {
  if (!model.inputs.includes('input') || model.outputs[0] !== 'output') {
    throw new SottoFault('model-unsupported', `${source.name} is not a Piper voice: its inputs or outputs differ.`, {
      stage: 'models',
    });
  }
  if (model.metadata.has('sample_rate')) {
    throw new SottoFault(
      'model-unsupported',
      `${source.name} is converted already. Start from the voice as published.`,
      { stage: 'models' },
    );
  }
}

/** The predicted frames per token are rounded up by the only such operator of the graph. */
function timedDurations(model: OnnxModel): string | undefined {
  return model.soleOutputs.get('Ceil');
}

async function copy(source: ModelFile, file: OutputFile, signal: AbortSignal): Promise<void> {
  const buffer = Buffer.allocUnsafeSlow(COPY_BYTES);
  for (let at = 0; at < source.sizeBytes; at += COPY_BYTES) {
    await checkpoint(signal);
    const part = buffer.subarray(0, Math.min(COPY_BYTES, source.sizeBytes - at));
    await source.readInto(part, at);
    await file.write(part);
  }
}

/** Without any of these keys the runtime ends the process instead of throwing. */
function sherpaMetadata(voice: PiperVoice): Record<string, string | number> {
  return {
    model_type: 'vits',
    comment: 'piper',
    language: voice.language,
    voice: voice.espeakVoice,
    version: 1,
    has_espeak: 1,
    has_g2pw: 0,
    n_speakers: voice.speakers,
    sample_rate: voice.sampleRateHz,
  };
}

/** Symbols of several code points are left out: the runtime ends the process on reading one. */
function tokenLines(voice: PiperVoice): string {
  return Object.entries(voice.phonemeIdMap)
    .filter(([symbol]) => symbol !== '\n' && [...symbol].length === 1)
    .map(([symbol, id]) => `${symbol} ${id}\n`)
    .join('');
}

function describeVoice(voice: PiperVoice, timed: boolean): string {
  return `${JSON.stringify({ ...voice, phonemeTimings: timed ? 'exact' : 'none' }, null, 2)}\n`;
}
