import { join } from 'node:path';
import { GGML_TYPE_ID } from '../inspect/ggml-types.ts';
import { ModelFile } from '../inspect/model-file.ts';
import { type ConversionInput, chosenOption } from './conversion.ts';
import { type Ct2Whisper, openCt2Whisper } from './ct2-whisper.ts';
import { ggmlTensors, type WhisperWeights } from './ggml-whisper-tensors.ts';
import { MEL_FREQUENCIES, melFilters } from './mel-filters.ts';
import { type OutputFile, writeOutputFile } from './output-file.ts';
import { writeTensor } from './tensor-source.ts';
import { readWhisperVocabulary } from './whisper-vocabulary.ts';

const MAGIC = 0x6767_6d6c;
/** `ftype` of the header; the thousands give the version of the block formats. */
const FILE_TYPE: Readonly<Record<WhisperWeights, number>> = { f16: 1, q8_0: 2007, q5_0: 2008, q5_1: 2009 };

/**
 * A CTranslate2 Whisper model (`model.bin`, `vocabulary.txt`) with float weights as whisper.cpp loads it: `model.bin`,
 * in the layout of whisper.cpp's `convert-pt-to-ggml.py`. Option `quantisation`: f16, q8_0, q5_1 or q5_0.
 */
export async function convert(input: ConversionInput, signal: AbortSignal): Promise<void> {
  const weights = chosenOption(input.options, 'quantisation', ['f16', 'q8_0', 'q5_1', 'q5_0']);
  const source = await ModelFile.open(join(input.sourceDir, 'model.bin'));
  try {
    const model = await openCt2Whisper(source);
    const { baseTokens } = await readWhisperVocabulary(join(input.sourceDir, 'vocabulary.txt'), model.languages);
    await writeOutputFile(join(input.outputDir, 'model.bin'), async (file) => {
      await writeHeader(file, model, weights);
      await file.write(integers(baseTokens.length));
      for (const token of baseTokens) await file.write(Buffer.concat([integers(token.length), token]));
      for (const { name, tensor, type, dimensions } of ggmlTensors(model, weights)) {
        const nameBytes = Buffer.from(name);
        await file.write(
          integers(dimensions.length, nameBytes.length, GGML_TYPE_ID[type], ...[...dimensions].reverse()),
        );
        await file.write(nameBytes);
        await writeTensor(file, tensor, type, signal);
      }
    });
  } finally {
    await source[Symbol.asyncDispose]();
  }
}

async function writeHeader(file: OutputFile, model: Ct2Whisper, weights: WhisperWeights): Promise<void> {
  await file.write(
    integers(
      MAGIC,
      model.vocabularySize,
      model.audioContext,
      model.audioState,
      model.audioHeads,
      model.audioLayers,
      model.textContext,
      model.textState,
      model.textHeads,
      model.textLayers,
      model.melBands,
      FILE_TYPE[weights],
    ),
  );
  const filters = melFilters(model.melBands);
  await file.write(integers(model.melBands, MEL_FREQUENCIES));
  await file.write(new Uint8Array(filters.buffer));
}

function integers(...values: readonly number[]): Buffer {
  return Buffer.from(Int32Array.from(values).buffer);
}
