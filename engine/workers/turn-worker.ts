/** The process that judges whether a turn sounds complete: Smart Turn, too heavy for the engine's event loop. */

import '../network/sealed.ts';
import { SottoFault } from '../../contract/faults.ts';
import type { EndOfTurnModel } from '../turn/endpointing/endpointing.ts';
import { serveWorker } from './serve-worker.ts';
import type { LoadCall } from './supervisor.ts';

export interface TurnLoad {
  readonly modelFile: string;
}

export type TurnCalls = LoadCall<TurnLoad> & { predict: { params: { pcm: Float32Array }; result: number } };

let model: EndOfTurnModel | undefined;

serveWorker<TurnCalls>({
  async load(params) {
    const { createSmartTurn } = await import('../turn/endpointing/smart-turn.adapter.ts');
    model = await createSmartTurn(params);
    return null;
  },
  async predict({ pcm }) {
    if (model === undefined) throw new SottoFault('internal', 'Nothing is loaded yet.', { stage: 'turn' });
    return model.predict(pcm);
  },
});
