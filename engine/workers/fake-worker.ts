/** A worker without a model, for tests of everything around workers. */

import { SottoFault } from '../../contract/faults.ts';
import { serveWorker } from './serve-worker.ts';
import type { LoadCall } from './supervisor.ts';

export type FakeCalls = LoadCall<{ readonly loads: boolean }> & {
  echo: { params: string; result: string };
  sum: { params: Float32Array; result: number };
  count: { params: number; result: null; item: number };
  /** Never answers; settles by cancellation or death only. */
  hang: { params: null; result: null };
  fail: { params: null; result: null };
};

serveWorker<FakeCalls>({
  async load({ loads }) {
    if (!loads) throw new SottoFault('model-corrupt', 'The model file is damaged.', { stage: 'models' });
    return null;
  },
  echo: async (text) => text,
  sum: async (samples) => samples.reduce((total, sample) => total + sample, 0),
  async count(to, { emit }) {
    for (let n = 1; n <= to; n++) emit(n);
    return null;
  },
  hang: () => new Promise(() => undefined),
  async fail() {
    throw new SottoFault('bad-input', 'That cannot be done.');
  },
});
