/** Starts what a model's runtime would fork, for the worker that holds it; trials end with their worker. */

import { sep } from 'node:path';
import { type UtilityProcess, utilityProcess } from 'electron';
import { isAboutTrials, type TrialNotice, type TrialRequest } from '../../contract/binary-trials.ts';

/** The one module that any runtime forks. */
const TRIAL_MODULE = ['node_modules', 'node-llama-cpp', 'dist', 'bindings', 'utils', 'testBindingBinary.js'];
/** One for each kind of device, one after the other. */
const MAX_TRIALS = 4;

export function serveTrialRequests(worker: UtilityProcess): void {
  const trials = new Map<number, UtilityProcess>();
  let isOver = false;
  const tell = (notice: TrialNotice): void => {
    if (!isOver) worker.postMessage(notice);
  };
  worker.on('message', (data: unknown) => {
    if (!isAboutTrials(data)) return;
    const request = data as TrialRequest;
    const { id } = request;
    if (request.trial === 'message') return trials.get(id)?.postMessage(request.message);
    if (request.trial === 'kill') return void trials.get(id)?.kill();
    if (!request.file.endsWith(TRIAL_MODULE.join(sep)) || trials.size >= MAX_TRIALS) {
      return tell({ trial: 'exit', id, code: 1 });
    }
    const trial = utilityProcess.fork(request.file, [], {
      serviceName: 'Sotto trial',
      stdio: 'ignore',
      env: { ...process.env, ...request.env },
    });
    trials.set(id, trial);
    trial.on('message', (message: unknown) => tell({ trial: 'message', id, message }));
    trial.once('exit', (code) => {
      trials.delete(id);
      tell({ trial: 'exit', id, code });
    });
  });
  worker.once('exit', () => {
    isOver = true;
    for (const trial of trials.values()) trial.kill();
  });
}
