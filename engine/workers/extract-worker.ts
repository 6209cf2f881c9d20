/** The process that reads what strangers wrote. It may crash, hang or fill its memory: the next file finds a new one. */

import '../network/sealed.ts';
import { setPriority } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import type { Extraction } from '../knowledge/extract/extractor.ts';
import { fileExtractor } from '../knowledge/extract/file-extractor.ts';
import { serveWorker } from './serve-worker.ts';
import type { LoadCall } from './supervisor.ts';

export type ExtractCalls = LoadCall<null> & { extract: { params: string; result: Extraction } };

/** Enough for the largest file that is read, and its text. */
setFlagsFromString('--max-old-space-size=768');
try {
  // Whoever speaks goes first.
  setPriority(10);
} catch {
  // Some systems do not let a process step back.
}

serveWorker<ExtractCalls>({
  load: async () => null,
  extract: (path, { signal }) => fileExtractor.extract(path, signal),
});
