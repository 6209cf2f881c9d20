/** The application's main process in the small: the tests of the supervisor, on workers that are utility processes. */

import { after } from 'node:test';
import { app } from 'electron';
import { startWorkerFromMain } from '../../electron/cli/workers-from-main.ts';
import { startWorkersWith } from '../../engine/engine.ts';

startWorkersWith(startWorkerFromMain);
app.on('before-quit', (event) => event.preventDefault());
// A main process has always something to do.
after(() => void setImmediate(() => process.exit()));
void app.whenReady().then(() => import('../../engine/workers/supervisor.test.ts'));
