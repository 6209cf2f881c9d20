/** Runs Piper itself, where Python has it, on texts. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface PiperOptions {
  readonly python: string;
  /** A voice as published: `X.onnx` beside `X.onnx.json`. */
  readonly voiceFile: string;
  readonly rounds: number;
  readonly texts: readonly string[];
}

export interface PiperAnswer {
  readonly version: string;
  readonly loadMs: number;
  /** In the order of the texts; one value a round. */
  readonly texts: readonly { readonly seconds: readonly number[]; readonly cpuMs: readonly number[] }[];
}

const SCRIPT = join(import.meta.dirname, 'piper_tts_peer.py');
const NOT_INSTALLED = 3;

/** The answer, or why there is none. */
export async function runPiper({ python, ...job }: PiperOptions): Promise<PiperAnswer | string> {
  const child = spawn(python, [SCRIPT], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<number | string>((done) => {
    child.on('error', (error) => done(error.message));
    child.on('close', (code) => done(code ?? 'killed'));
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify(job));
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code === 0) return JSON.parse(output) as PiperAnswer;
  if (code === NOT_INSTALLED) return `${python} has no piper-tts (python3 -m pip install piper-tts)`;
  return `${python} ended with ${code}: ${errors.trim().split('\n').at(-1) ?? ''}`;
}
