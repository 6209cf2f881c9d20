// Runs a command to its end. A command that outlives its limit is ended together with everything it started.

import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { ROOT } from './places.mjs';

const PIPE_GRACE_MS = 1000;
const POLL_MS = 50;
/** A package manager tidies up when it is asked to end; nothing may take for ever. */
const ENDINGS = /** @type {const} */ ([
  ['SIGTERM', 4000],
  ['SIGKILL', 2000],
]);
const running = new Set();
let ending = false;

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
  if (ending) return Promise.resolve({ code: 130, output: 'Stopped.', ms: 0, timedOut: false });
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

/** Whether Ctrl-C has ended the commands: their failures then say nothing about them. */
export function isEnding() {
  return ending;
}

/** Ends every command that is still running, first politely. Resolves when they are gone. */
async function endAll() {
  for (const [signal, withinMs] of ENDINGS) {
    for (const child of running) endGroup(child, signal);
    for (let waitedMs = 0; running.size > 0 && waitedMs < withinMs; waitedMs += POLL_MS) await delay(POLL_MS);
  }
}

/**
 * On Ctrl-C: ends what runs, says so, and exits with 130. What is begun again right away must not meet the remains of
 * this run, so it waits for them.
 * @param {string} message
 * @returns {() => void} gives Ctrl-C back
 */
export function endOnInterrupt(message) {
  const end = () => {
    // Asked twice, we do not wait.
    if (ending) process.exit(130);
    ending = true;
    void endAll().then(() => {
      console.error(`\n${message}`);
      process.exit(130);
    });
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  return () => {
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
  };
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
