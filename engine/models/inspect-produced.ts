import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { SottoFault } from '../../contract/faults.ts';
import type { ProducedFile } from './catalogue.ts';
import { inspectModelFile } from './inspect/inspect.ts';

/** Passes every file that native code will read through its pre-parser. Throws `model-corrupt` or `model-unsupported`. */
export async function inspectProduced(folder: string, produced: readonly ProducedFile[]): Promise<void> {
  for (const { path, format } of produced) {
    const found = await lstat(join(folder, path)).catch(() => undefined);
    if (found?.isFile() !== true) {
      throw new SottoFault('model-corrupt', `The file ${path} of the model is missing.`, { stage: 'models' });
    }
    if (format !== 'data') await inspectModelFile(join(folder, path), format);
  }
}
