/** Starts what a model's runtime would fork, for the worker that holds it; helpers end with their worker. */

import { sep } from 'node:path';
import { type UtilityProcess, utilityProcess } from 'electron';
import { type HelperNotice, type HelperRequest, isAboutHelpers } from '../../contract/worker-helpers.ts';

/** The one module that any runtime forks. */
const KNOWN_HELPER = ['node_modules', 'node-llama-cpp', 'dist', 'bindings', 'utils', 'testBindingBinary.js'];
/** One for each kind of device, one after the other. */
const MAX_HELPERS = 4;

export function serveHelperRequests(worker: UtilityProcess): void {
  const helpers = new Map<number, UtilityProcess>();
  let isOver = false;
  const tell = (notice: HelperNotice): void => {
    if (!isOver) worker.postMessage(notice);
  };
  worker.on('message', (data: unknown) => {
    if (!isAboutHelpers(data)) return;
    const request = data as HelperRequest;
    const { id } = request;
    if (request.helper === 'message') return helpers.get(id)?.postMessage(request.message);
    if (request.helper === 'kill') return void helpers.get(id)?.kill();
    if (!request.file.endsWith(KNOWN_HELPER.join(sep)) || helpers.size >= MAX_HELPERS) {
      return tell({ helper: 'exit', id, code: 1 });
    }
    const helper = utilityProcess.fork(request.file, [], {
      serviceName: 'Sotto helper',
      stdio: 'ignore',
      env: { ...process.env, ...request.env },
    });
    helpers.set(id, helper);
    helper.on('message', (message: unknown) => tell({ helper: 'message', id, message }));
    helper.once('exit', (code) => {
      helpers.delete(id);
      tell({ helper: 'exit', id, code });
    });
  });
  worker.once('exit', () => {
    isOver = true;
    for (const helper of helpers.values()) helper.kill();
  });
}
