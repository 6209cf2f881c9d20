/** The installed voice without its chance: the same text sounds the same at every run. */

import { copyFile, mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedModel } from '../models.ts';

const VOICE = 'piper-en-us-joe';

/** Kept from run to run; what lies here can be made again. */
export const SPEECH_FOLDER: string = join(tmpdir(), 'sotto-scenario-speech');

/** The runtime takes 0 for "not said". */
const NO_CHANCE = 1e-7;

/** A folder that a voice can be loaded from. */
export async function steadyVoiceDir(): Promise<string> {
  const from = await installedModel(VOICE);
  const folder = join(SPEECH_FOLDER, `voice-${process.pid}`);
  await mkdir(folder, { recursive: true });
  for (const file of ['model.onnx', 'tokens.txt']) {
    const [source, target] = [join(from, file), join(folder, file)];
    await symlink(source, target).catch((error: NodeJS.ErrnoException) =>
      error.code === 'EEXIST' ? undefined : copyFile(source, target),
    );
  }
  const described = JSON.parse(await readFile(join(from, 'voice.json'), 'utf8')) as Record<string, unknown>;
  const draft = join(folder, 'voice.json.part');
  await writeFile(draft, JSON.stringify({ ...described, noiseScale: NO_CHANCE, noiseScaleW: NO_CHANCE }));
  await rename(draft, join(folder, 'voice.json'));
  return folder;
}
