import type { ProducedFile } from './models/catalogue.ts';
import { findWhisperAddon } from './stt/whisper-addon.ts';

/** Whether a runtime for these files works here: ggml Whisper needs an add-on that is not built everywhere. */
export function isLoadableHere({ produces }: { readonly produces: readonly ProducedFile[] }): boolean {
  return findWhisperAddon() !== undefined || produces.every(({ format }) => format !== 'whisper-ggml');
}
