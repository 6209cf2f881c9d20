import { spawn } from 'node:child_process';
import { cancelledFault } from '../cancellation.ts';

export interface ProgramCall {
  readonly command: string;
  readonly args: readonly string[];
}

export type ProgramOutcome =
  | { readonly type: 'absent' }
  | { readonly type: 'exited'; readonly code: number; readonly stderrTail: string };

const STDERR_TAIL_CHARACTERS = 4000;
const KILL_AFTER_MS = 3000;

/**
 * Runs a program of this machine without a shell and without input. Throws `cancelled` when `signal` aborts, after
 * the program has ended.
 */
export function runProgram(
  call: ProgramCall,
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv; readonly signal: AbortSignal },
): Promise<ProgramOutcome> {
  const { signal } = options;
  if (signal.aborted) return Promise.reject(cancelledFault());
  return new Promise((resolve, reject) => {
    const child = spawn(call.command, call.args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'ignore', 'pipe'],
      windowsHide: true,
    });
    let stderrTail = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderrTail = (stderrTail + text).slice(-STDERR_TAIL_CHARACTERS);
    });
    let killTimer: NodeJS.Timeout | undefined;
    const stop = (): void => {
      child.kill('SIGTERM');
      killTimer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
    };
    signal.addEventListener('abort', stop, { once: true });
    const settle = (): void => {
      signal.removeEventListener('abort', stop);
      clearTimeout(killTimer);
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      settle();
      if (error.code === 'ENOENT' || error.code === 'EACCES') resolve({ type: 'absent' });
      else reject(error);
    });
    child.once('close', (code) => {
      settle();
      if (signal.aborted) reject(cancelledFault());
      else resolve({ type: 'exited', code: code ?? -1, stderrTail });
    });
  });
}
