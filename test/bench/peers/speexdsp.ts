/** SpeexDSP's echo canceller, where Python and the library are. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import type { TrackCanceller } from '../../../cli/bench/echo.ts';

const SCRIPT = join(import.meta.dirname, 'speexdsp_peer.py');
/** 200 ms: a room, and the way through the devices. */
const TAIL_SAMPLES = 3200;

export function speexDsp(python: string): TrackCanceller {
  return {
    delayMs: 0,
    async cancel(played, heard) {
      const child = spawn(python, [SCRIPT], { stdio: ['pipe', 'pipe', 'pipe'] });
      const ended = new Promise<number | string>((done) => {
        child.on('error', (error) => done(error.message));
        child.on('close', (code) => done(code ?? 'killed'));
      });
      child.stdin.on('error', () => undefined);
      child.stdin.write(`${JSON.stringify({ samples: heard.length, tailSamples: TAIL_SAMPLES })}\n`);
      child.stdin.write(bytesOf(played));
      child.stdin.end(bytesOf(heard));
      const [output, errors, code] = await Promise.all([buffer(child.stdout), text(child.stderr), ended]);
      if (code === 0) return new Float32Array(new Uint8Array(output).buffer);
      throw new Error(`${python} ended with ${code}: ${errors.trim().split('\n').at(-1) || 'libspeexdsp is missing'}`);
    },
  };
}

function bytesOf(pcm: Float32Array): Uint8Array {
  return new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength);
}
