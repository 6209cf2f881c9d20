/** A question as a WAV file, in a folder that goes with the test. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeWav } from '../../engine/audio/wav.ts';
import { speakTexts } from './spoken-clips.ts';

export interface TestFolder extends AsyncDisposable {
  readonly path: string;
  file(name: string): string;
}

export async function testFolder(): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), 'sotto-test-'));
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

export async function speakToFile(text: string, file: string): Promise<void> {
  const [spoken] = await speakTexts([text]);
  if (spoken === undefined) throw new Error('the voice said nothing');
  await writeFile(file, encodeWav({ pcm: spoken.pcm, sampleRateHz: 16_000 }));
}
