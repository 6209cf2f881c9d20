/** What the pronunciation data of eSpeak NG must contain before a runtime may open it: gaps crash or silence it. */

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { SottoFault } from '../../contract/faults.ts';

const SHARED_FILES = ['phontab', 'phonindex', 'phondata', 'intonations'];

/** Languages whose dictionary is not named by the first part of the voice's name. */
const DICTIONARY_OF_LANGUAGE: Readonly<Record<string, string>> = { zh: 'cmn', nb: 'no' };

/** @param espeakVoice such as `en-us` or `de`. Throws `model-missing` that names the files which are not there. */
export async function checkEspeakData(dataDir: string, espeakVoice: string): Promise<void> {
  const language = espeakVoice.split('-')[0] ?? espeakVoice;
  const files = [...SHARED_FILES, `${DICTIONARY_OF_LANGUAGE[language] ?? language}_dict`];
  const missing: string[] = [];
  for (const file of files) {
    await access(join(dataDir, file)).catch(() => missing.push(file));
  }
  if (missing.length > 0) {
    throw new SottoFault(
      'model-missing',
      `The pronunciation data lacks ${missing.join(', ')}, which the voice needs for "${espeakVoice}". Install it again.`,
      { stage: 'tts' },
    );
  }
}
