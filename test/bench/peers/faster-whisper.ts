/** Runs faster-whisper, where Python has it, on audio files. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface FasterWhisperOptions {
  readonly python: string;
  /** A CTranslate2 folder, or a name that faster-whisper fetches. */
  readonly model: string;
  readonly beamSize: number;
  readonly rounds: number;
  /** 16-bit mono WAV at 16 kHz. */
  readonly files: readonly string[];
}

export interface FasterWhisperAnswer {
  readonly version: string;
  /** In the order of the files. */
  readonly clips: readonly { readonly text: string; readonly cpuMs: readonly number[] }[];
}

const SCRIPT = join(import.meta.dirname, 'faster_whisper_peer.py');
const NOT_INSTALLED = 3;

/** The answer, or why there is none. */
export async function runFasterWhisper({
  python,
  ...job
}: FasterWhisperOptions): Promise<FasterWhisperAnswer | string> {
  const child = spawn(python, [SCRIPT], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<number | string>((done) => {
    child.on('error', (error) => done(error.message));
    child.on('close', (code) => done(code ?? 'killed'));
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify({ ...job, computeType: 'int8' }));
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code === 0) return JSON.parse(output) as FasterWhisperAnswer;
  if (code === NOT_INSTALLED) return `${python} has no faster-whisper (python3 -m pip install faster-whisper)`;
  return `${python} ended with ${code}: ${errors.trim().split('\n').at(-1) ?? ''}`;
}
