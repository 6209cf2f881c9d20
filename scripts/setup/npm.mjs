// npm, as the person set it up: its registry, proxy and certificates are the machine's own business.

import path from 'node:path';
import { run } from '../toolchain/run.mjs';

/**
 * Runs npm and returns what it printed.
 * @throws {Error} with the last lines that npm printed
 */
export async function npm(args, options = {}) {
  const { command, prefix } = npmCommand();
  const env = { ...CLEAN_ENV, ...options.env };
  const { code, output } = await run(command, [...prefix, ...args], { ...options, env });
  if (code !== 0) throw new Error(`npm ${args[0]} failed:\n${lastLines(output, 12)}`);
  return output;
}

/** Settings of the outer `npm start` or `npm test` that would change what an inner npm does. */
const CLEAN_ENV = {
  npm_command: undefined,
  npm_lifecycle_event: undefined,
  npm_config_loglevel: undefined,
  npm_config_silent: undefined,
};

function npmCommand() {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js') && path.basename(script).startsWith('npm')) {
    return { command: process.env.npm_node_execpath ?? process.execPath, prefix: [script] };
  }
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', prefix: [] };
}

function lastLines(text, count) {
  return text.trim().split('\n').slice(-count).join('\n');
}
