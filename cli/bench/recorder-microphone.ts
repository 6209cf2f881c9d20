/** The default microphone through PulseAudio's recorder command. */

import { spawn } from 'node:child_process';
import type { SampleTime } from '../../contract/ids.ts';
import type { Microphone } from '../../engine/engine.ts';

const RATE_HZ = 16_000;
const FRAME_SAMPLES = 512;
const FRAME_BYTES = FRAME_SAMPLES * 4;

export function openRecorderMicrophone(): Microphone {
  const format = ['--raw', '--format=float32le', '--channels=1', `--rate=${RATE_HZ}`];
  const child = spawn('pacat', ['--record', '--latency-msec=10', ...format], { stdio: ['ignore', 'pipe', 'ignore'] });
  return {
    async *frames(signal) {
      const end = (): void => void child.kill();
      signal.addEventListener('abort', end, { once: true });
      let rest = Buffer.alloc(0);
      let at = 0;
      for await (const chunk of child.stdout) {
        rest = Buffer.concat([rest, chunk]);
        for (; rest.length >= FRAME_BYTES; rest = rest.subarray(FRAME_BYTES)) {
          const pcm = new Float32Array(Uint8Array.from(rest.subarray(0, FRAME_BYTES)).buffer);
          yield { at: at as SampleTime, pcm };
          at += FRAME_SAMPLES;
        }
        if (signal.aborted) break;
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill();
    },
  };
}
