/** What was kept of a conversation's sound, as files that any player opens. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SottoFault } from '../contract/faults.ts';
import type { ConversationId } from '../contract/ids.ts';
import { type Profile, WavWriter } from '../engine/engine.ts';
import { type Io, printJson, printLine } from './io.ts';

/** @throws SottoFault `bad-input` when nothing was kept, or nothing can be written there. */
export async function writeKeptAudio(
  { audio }: Pick<Profile, 'audio'>,
  id: ConversationId,
  folder: string,
  asJson: boolean | undefined,
  io: Io,
): Promise<void> {
  const names = await audio.names(id);
  if (names.length === 0) {
    throw new SottoFault(
      'bad-input',
      'No sound was kept of this conversation. It is only kept with "privacy": { "keepAudio": true } in the settings.',
    );
  }
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new SottoFault('bad-input', `The folder ${folder} cannot be made.`, { cause });
  });
  for (const name of names) {
    const file = join(folder, `${name}.wav`);
    const { pcm, sampleRateHz } = await audio.read(id, name);
    const writer = await WavWriter.create(file, sampleRateHz);
    try {
      await writer.write(pcm);
      await writer.finish();
    } finally {
      await writer[Symbol.asyncDispose]();
    }
    if (asJson) printJson(io, { type: 'audio.written', file, seconds: pcm.length / sampleRateHz });
    else printLine(io, `  ${file}  ${(pcm.length / sampleRateHz).toFixed(1)} s`);
  }
}
