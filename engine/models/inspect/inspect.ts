import { SottoFault } from '../../../contract/faults.ts';
import { readGgmlWhisper } from './ggml-whisper.ts';
import { readGguf } from './gguf.ts';
import { describeGguf } from './gguf-facts.ts';
import { dominantStorage, type ModelFacts, type OnnxFacts, type WhisperFacts } from './model-facts.ts';
import { ModelFile } from './model-file.ts';
import { type OnnxModel, readOnnxModel } from './onnx.ts';
import { describeVoice } from './voice-facts.ts';

export type { ModelFacts, OnnxFacts, VoiceFacts } from './model-facts.ts';

/** What a model is to be used for. */
export type ModelPurpose = 'llm' | 'embedding' | 'stt' | 'tts' | 'vad' | 'turn';
/** How a file is laid out, where its use does not matter. */
export type ModelFormat = 'gguf' | 'whisper-ggml' | 'onnx';

const MAGIC_BYTES = 4;
const GGUF_MAGIC = 'GGUF';
const GGML_MAGIC = 'lmgg';

/** Inputs by which the graphs the adapters drive are known. */
const REQUIRED_INPUTS = {
  vad: ['input', 'state', 'sr'],
  turn: ['input_features'],
} as const;
const WHISPER_INPUTS = ['mel', 'tokens'];

/**
 * Reads a model file that nobody vouches for, without native code, and refuses whatever could harm the runtime that
 * loads it next. Reads in windows and in bounded time; weights are skipped, so noise among them is not noticed. A Piper
 * voice as published needs its `.onnx.json` beside it. Throws `model-missing`, `model-corrupt` or `model-unsupported`,
 * and nothing else.
 */
export async function inspectModelFile(path: string, expected: ModelPurpose | ModelFormat): Promise<ModelFacts> {
  const file = await ModelFile.openUntrusted(path);
  try {
    return await inspectOpen(file, path, expected);
  } catch (error) {
    if (error instanceof SottoFault) throw error;
    throw new SottoFault('model-corrupt', `${file.name} cannot be read. Download it again.`, {
      stage: 'models',
      cause: error,
    });
  } finally {
    await file[Symbol.asyncDispose]();
  }
}

async function inspectOpen(file: ModelFile, path: string, expected: ModelPurpose | ModelFormat): Promise<ModelFacts> {
  switch (expected) {
    case 'gguf':
      return describeGguf(file, await readGguf(file));
    case 'llm':
    case 'embedding': {
      const facts = describeGguf(file, await readGguf(file));
      const wanted = expected === 'llm' ? 'chat' : 'embedding';
      if (facts.use !== wanted) throw unsupported(file, `it is a model for ${facts.use}, not for ${wanted}`);
      return facts;
    }
    case 'whisper-ggml':
      return describeWhisper(file);
    case 'stt':
      return (await magicOf(file)) === GGML_MAGIC
        ? describeWhisper(file)
        : requireWhisperGraph(file, await readOnnxModel(file));
    case 'onnx':
      return describeOnnx(file, await readOnnxModel(file));
    case 'tts': {
      const model = await readOnnxModel(file);
      return describeVoice(file, path, model, describeOnnx(file, model));
    }
    case 'vad':
    case 'turn': {
      const model = await readOnnxModel(file);
      const missing = REQUIRED_INPUTS[expected].find((input) => !model.inputs.includes(input));
      if (missing !== undefined) throw unsupported(file, `it takes no "${missing}"`);
      return describeOnnx(file, model);
    }
  }
}

async function magicOf(file: ModelFile): Promise<string> {
  const magic = (await file.read(0, Math.min(MAGIC_BYTES, file.sizeBytes))).toString('latin1');
  if (magic === GGUF_MAGIC) throw unsupported(file, 'it is a language model, not one that transcribes');
  return magic;
}

async function describeWhisper(file: ModelFile): Promise<WhisperFacts> {
  const model = await readGgmlWhisper(file);
  return {
    format: 'whisper-ggml',
    fileBytes: file.sizeBytes,
    parameterCount: model.parameterCount,
    quantisation: dominantStorage(model.storage),
    languages: model.vocabularySize > 51_864 ? 'many' : 'english',
    audioContext: model.audioContext,
    audioLayers: model.audioLayers,
    textLayers: model.textLayers,
    width: model.textState,
    melBands: model.melBands,
  };
}

function requireWhisperGraph(file: ModelFile, model: OnnxModel): OnnxFacts {
  if (!WHISPER_INPUTS.some((input) => model.inputs.includes(input)))
    throw unsupported(file, 'it is not a part of a Whisper model');
  return describeOnnx(file, model);
}

function describeOnnx(file: ModelFile, model: OnnxModel): OnnxFacts {
  const integers = [...model.operators.keys()].some((operator) =>
    /^(MatMulInteger|ConvInteger|QLinear.*|DequantizeLinear)$/.test(operator),
  );
  const { parameterCount, opsetVersion, inputs, outputs, metadata } = model;
  return {
    format: 'onnx',
    fileBytes: file.sizeBytes,
    parameterCount,
    quantisation: integers ? 'int8' : 'float',
    opsetVersion,
    inputs,
    outputs,
    metadata,
  };
}

function unsupported(file: ModelFile, what: string): SottoFault {
  return new SottoFault('model-unsupported', `${file.name} cannot be used: ${what}.`, { stage: 'models' });
}
