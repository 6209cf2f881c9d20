/** Reads a WAV file from disk, with a sentence for everything that may be wrong with it. */

import { open } from 'node:fs/promises';
import { SottoFault } from '../../contract/faults.ts';
import type { Sound } from './audio-frame.ts';
import { decodeWav } from './wav.ts';

/** Just under the 2 GiB that Node reads at once; two hours of 48 kHz stereo have 1.4 GB. */
const MAX_FILE_BYTES = 2 ** 31 - 1;

/** @throws SottoFault `bad-input` when there is no such readable file, else as `decodeWav`. */
export async function readWavFile(path: string): Promise<Sound> {
  return decodeWav(await readBytes(path));
}

async function readBytes(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw cannotOpen(path, error);
  });
  try {
    const stats = await file.stat();
    if (stats.isDirectory()) throw new SottoFault('bad-input', `${path} is a folder; give a WAV file.`);
    if (stats.size > MAX_FILE_BYTES) {
      throw new SottoFault('audio-too-long', `${path} is larger than 2 GB. Cut it into parts of at most 2 hours.`);
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function cannotOpen(path: string, error: NodeJS.ErrnoException): SottoFault {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    return new SottoFault('bad-input', `There is no file ${path}.`, { cause: error });
  }
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return new SottoFault('bad-input', `${path} may not be read: check its permissions.`, { cause: error });
  }
  return new SottoFault('bad-input', `${path} cannot be opened (${error.code ?? error.message}).`, { cause: error });
}
