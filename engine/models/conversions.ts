import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConversionCall, ConversionStep } from './catalogue.ts';
import type { Conversion } from './convert/conversion.ts';

/** Loaded only when needed: most installations convert nothing. */
const LOADERS: Readonly<Record<ConversionStep, () => Promise<{ readonly convert: Conversion }>>> = {
  'ct2-whisper-to-ggml': () => import('./convert/ct2-whisper-to-ggml.ts'),
  'ct2-whisper-to-sherpa': () => import('./convert/ct2-whisper-to-sherpa.ts'),
  'piper-to-sherpa': () => import('./convert/piper-to-sherpa.ts'),
  'minilm-to-gguf': () => import('./convert/minilm-to-gguf.ts'),
  'gguf-requantise': () => import('./convert/gguf-requantise.ts'),
};

/**
 * Runs the steps one after the other, each in a folder of its own below `workDir`. Returns the folder with the final
 * files, which is `sourceDir` itself when there is nothing to convert.
 */
export async function runConversions(
  calls: readonly ConversionCall[],
  sourceDir: string,
  workDir: string,
  signal: AbortSignal,
  onStep?: (step: ConversionStep) => void,
): Promise<string> {
  let from = sourceDir;
  for (const [index, call] of calls.entries()) {
    onStep?.(call.step);
    const outputDir = join(workDir, `step-${index + 1}`);
    await mkdir(outputDir, { recursive: true });
    const { convert } = await LOADERS[call.step]();
    await convert({ sourceDir: from, outputDir, options: call.options ?? {} }, signal);
    from = outputDir;
  }
  return from;
}
