import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { SottoFault } from '../../contract/faults.ts';
import type { ModelKind, ProducedFile } from './catalogue.ts';
import { inspectModelFile } from './inspect/inspect.ts';

/**
 * Passes every file that native code will read through the pre-parser of its use. Throws `model-corrupt` or
 * `model-unsupported`.
 */
export async function inspectProduced(
  folder: string,
  kind: ModelKind,
  produced: readonly ProducedFile[],
): Promise<void> {
  for (const { path, format } of produced) {
    const found = await lstat(join(folder, path)).catch(() => undefined);
    if (found?.isFile() !== true) {
      throw new SottoFault('model-corrupt', `The file ${path} of the model is missing.`, { stage: 'models' });
    }
    if (format !== 'data' && kind !== 'tts-data') await inspectModelFile(join(folder, path), kind);
  }
}
