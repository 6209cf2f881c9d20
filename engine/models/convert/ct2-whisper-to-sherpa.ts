import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelFile } from '../inspect/model-file.ts';
import type { ConversionInput } from './conversion.ts';
import { openCt2Whisper } from './ct2-whisper.ts';
import { writeOutputFile } from './output-file.ts';
import { whisperDecoder } from './whisper-onnx-decoder.ts';
import { whisperEncoder } from './whisper-onnx-encoder.ts';
import { whisperMetadata } from './whisper-onnx-metadata.ts';
import { readWhisperVocabulary } from './whisper-vocabulary.ts';

/**
 * A CTranslate2 Whisper model (`model.bin`, `vocabulary.txt`, `config.json`) with float weights as sherpa-onnx loads
 * it: `encoder.int8.onnx`, `decoder.int8.onnx` and `tokens.txt`. Matrix products run on integers.
 */
export async function convert(input: ConversionInput, signal: AbortSignal): Promise<void> {
  const source = await ModelFile.open(join(input.sourceDir, 'model.bin'));
  try {
    const model = await openCt2Whisper(source);
    const vocabulary = await readWhisperVocabulary(join(input.sourceDir, 'vocabulary.txt'), model.languages);
    const metadata = whisperMetadata(model, vocabulary, await readFile(join(input.sourceDir, 'config.json'), 'utf8'));
    await writeOutputFile(join(input.outputDir, 'encoder.int8.onnx'), (file) =>
      whisperEncoder(model).writeTo(file, metadata, signal),
    );
    await writeOutputFile(join(input.outputDir, 'decoder.int8.onnx'), (file) =>
      whisperDecoder(model).writeTo(file, {}, signal),
    );
    const lines = vocabulary.baseTokens.map((bytes, id) => `${bytes.toString('base64')} ${id}\n`);
    await writeFile(join(input.outputDir, 'tokens.txt'), lines.join(''));
  } finally {
    await source[Symbol.asyncDispose]();
  }
}
