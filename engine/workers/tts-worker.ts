/** The process that speaks: a Piper voice through sherpa-onnx. */

import '../network/sealed.ts';
import { SottoFault } from '../../contract/faults.ts';
import type { SpokenAudio, SynthesisRequest, Synthesizer } from '../tts/tts.ts';
import { serveWorker } from './serve-worker.ts';
import type { LoadCall } from './supervisor.ts';

export interface TtsLoad {
  readonly voiceDir: string;
  readonly espeakDataDir: string;
  readonly threads: number;
}

export type TtsCalls = LoadCall<TtsLoad> & { synthesize: { params: SynthesisRequest; result: SpokenAudio } };

let synthesizer: Synthesizer | undefined;

serveWorker<TtsCalls>({
  async load(params) {
    const { createSherpaPiperSynthesizer } = await import('../tts/sherpa-piper.adapter.ts');
    synthesizer = await createSherpaPiperSynthesizer(params);
    return null;
  },
  async synthesize(params, { signal }) {
    if (synthesizer === undefined) throw new SottoFault('internal', 'Nothing is loaded yet.', { stage: 'tts' });
    return synthesizer.synthesize(params, signal);
  },
});
