/**
 * A microphone that hears the loudspeaker, sample by sample: for tests of echo. The two devices of `VirtualAudio` run
 * on clocks of their own, so that an echo between them would jump about.
 */

import { fork } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Sound } from '../../engine/audio/audio-frame.ts';
import { resample } from '../../engine/audio/resample.ts';
import { VirtualAudio } from './virtual-audio.ts';

const RATE_HZ = 48_000;

export interface VirtualRoom extends AsyncDisposable {
  /** Points a process at these devices, both of them the defaults. */
  readonly env: Readonly<Record<string, string>>;
  /** The user begins to speak. */
  say(sound: Sound): Promise<void>;
}

/** @param echoGain of the direct way from the loudspeaker to the microphone. */
export async function startVirtualRoom(echoGain: number): Promise<VirtualRoom> {
  const audio = await VirtualAudio.start((folder) => {
    const [speaker, microphone] = fifosIn(folder);
    const format = `format=float32le rate=${RATE_HZ} channels=1`;
    return [
      `load-module module-pipe-sink sink_name=room_speaker file=${speaker} ${format} use_system_clock_for_timing=yes`,
      `load-module module-pipe-source source_name=room_microphone file=${microphone} ${format}`,
      'set-default-sink room_speaker',
      'set-default-source room_microphone',
      '',
    ].join('\n');
  });
  const program = join(import.meta.dirname, `virtual-room-process${extname(import.meta.filename)}`);
  const air = fork(program, [...fifosIn(audio.folder), String(echoGain)], { execArgv: [] });
  await new Promise((resolve) => air.once('message', resolve));
  return {
    env: audio.env,
    say: async (sound) => {
      const file = join(audio.folder, 'said.f32');
      const { pcm } = resample(sound, RATE_HZ);
      await writeFile(file, Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength));
      air.send({ say: file });
    },
    [Symbol.asyncDispose]: async () => {
      air.kill('SIGKILL');
      await audio[Symbol.asyncDispose]();
    },
  };
}

function fifosIn(folder: string): [string, string] {
  return [join(folder, 'speaker.fifo'), join(folder, 'microphone.fifo')];
}
