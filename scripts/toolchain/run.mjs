// Runs a command to its end. A command that outlives its limit is ended together with everything it started.

import { spawn } from 'node:child_process';
import { ROOT } from './places.mjs';

const PIPE_GRACE_MS = 1000;
const running = new Set();

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, limitMs?: number, show?: boolean,
 *   onLine?: (line: string) => void }} [options] `show` passes the output through instead of collecting it; `onLine`
 *   gets each line of standard output as it comes.
 * @returns {Promise<{ code: number, output: string, ms: number, timedOut: boolean }>} Never rejects: a command that
 *   cannot start has code 127.
 */
export function run(command, args, options = {}) {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? ROOT,
      env: { ...process.env, ...options.env },
      stdio: options.show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that a hanging command and its children end together.
      detached: process.platform !== 'win32',
    });
    running.add(child);
    let output = '';
    let pending = '';
    let timedOut = false;
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      output += text;
      if (!options.onLine) return;
      const lines = (pending + text).split('\n');
      pending = lines.pop() ?? '';
      for (const line of lines) options.onLine(line);
    });
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    const timer = options.limitMs
      ? setTimeout(() => {
          timedOut = true;
          endGroup(child, 'SIGKILL');
        }, options.limitMs)
      : undefined;
    let settled = false;
    const settle = (code) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      running.delete(child);
      // What a finished command left behind in its group must not outlive it.
      endGroup(child, 'SIGKILL');
      resolve({ code, output, ms: performance.now() - startedAt, timedOut });
    };
    child.on('error', (error) => {
      output += `${error.message}\n`;
      settle(127);
    });
    // A grandchild may keep the pipes open after the command is gone: its output gets a moment, not for ever.
    child.on('exit', (code, signal) => {
      const grace = setTimeout(() => settle(exitCode(code, signal)), PIPE_GRACE_MS);
      child.on('close', () => {
        clearTimeout(grace);
        settle(exitCode(code, signal));
      });
    });
  });
}

/** Ends every command that is still running: for Ctrl-C. */
export function endAll(signal = 'SIGTERM') {
  for (const child of running) endGroup(child, signal);
}

function exitCode(code, signal) {
  return code ?? (signal === 'SIGINT' ? 130 : 1);
}

function endGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // Gone already.
  }
}
