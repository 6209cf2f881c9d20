/** A display without a screen, for tests that open windows. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface VirtualDisplay extends AsyncDisposable {
  /** For the environment of programs: `DISPLAY`. */
  readonly name: string;
}

/** @throws where Xvfb is not installed. */
export async function openVirtualDisplay(): Promise<VirtualDisplay> {
  // Whoever runs the programs may be another user than whoever runs the test.
  const args = ['-displayfd', '1', '-screen', '0', '1280x800x24', '-ac', '-nolisten', 'tcp'];
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(server, 'exit');
  ended.catch(() => undefined);
  const [number] = await Promise.race([
    once(server.stdout, 'data'),
    ended.then(() => {
      throw new Error('Xvfb did not start. Install the package xvfb.');
    }),
  ]);
  return {
    name: `:${String(number).trim()}`,
    async [Symbol.asyncDispose]() {
      server.kill();
      await ended;
    },
  };
}
