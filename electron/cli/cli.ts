/** `sotto` in the application: the command line in a main process that never opens a window. */

import '../../engine/network/guarded.ts';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { app } from 'electron';
import { run } from '../../cli/main.ts';
import { startWorkersWith } from '../../engine/engine.ts';
import { lockDownBrowser, lockDownPages } from '../main/lock-down.ts';
import { commandLineOf } from './command-line-of.ts';
import { startWorkerFromMain } from './workers-from-main.ts';

// Below a file that is no folder: the browser has nothing to keep, also while the process ends. Windows has no such file.
const NOWHERE = process.platform === 'win32' ? join(tmpdir(), 'sotto-cli') : join(devNull, 'sotto');
for (const name of ['userData', 'sessionData', 'crashDumps'] as const) app.setPath(name, NOWHERE);
lockDownPages();
startWorkersWith(startWorkerFromMain);

// The browser takes the signals for itself; the command decides what they mean.
app.on('before-quit', (event) => {
  event.preventDefault();
  process.emit('SIGINT');
});

// Electron holds back `ready` until this module has ended.
void app.whenReady().then(async () => {
  lockDownBrowser();
  await run(commandLineOf(process.argv) ?? []);
  // What was written last may still be on its way.
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))));
  app.exit(Number(process.exitCode ?? 0));
});
