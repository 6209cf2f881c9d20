/** The process that hears: Whisper, in our own add-on or through sherpa-onnx. */

import '../network/sealed.ts';
import { SottoFault } from '../../contract/faults.ts';
import type { TranscribeRequest, Transcriber, Transcription } from '../stt/stt.ts';
import { serveWorker } from './serve-worker.ts';
import type { LoadCall } from './supervisor.ts';

export type SttLoad =
  | { readonly runtime: 'whisper.cpp'; readonly modelFile: string; readonly threads: number }
  | { readonly runtime: 'sherpa-onnx'; readonly modelDir: string; readonly threads: number };

export type SttCalls = LoadCall<SttLoad> & { transcribe: { params: TranscribeRequest; result: Transcription } };

let transcriber: Transcriber | undefined;

async function load(params: SttLoad): Promise<Transcriber> {
  if (params.runtime === 'whisper.cpp') {
    const { createWhisperCppTranscriber } = await import('../stt/whisper-cpp.adapter.ts');
    return createWhisperCppTranscriber(params);
  }
  const { createSherpaWhisperTranscriber } = await import('../stt/sherpa-whisper.adapter.ts');
  return createSherpaWhisperTranscriber(params);
}

serveWorker<SttCalls>({
  async load(params) {
    transcriber = await load(params);
    return null;
  },
  async transcribe(params, { signal }) {
    if (transcriber === undefined) throw new SottoFault('internal', 'Nothing is loaded yet.', { stage: 'stt' });
    return transcriber.transcribe(params, signal);
  },
});
