/** The process that thinks: a GGUF model through llama.cpp. */

import '../network/sealed.ts';
import type { ChatFamily } from '../../contract/chat-family.ts';
import { SottoFault } from '../../contract/faults.ts';
import type {
  ChatMessage,
  GenerateRequest,
  LanguageModel,
  PrefillRequest,
  ReplyDelta,
  TokenUsage,
} from '../reply/language-model.ts';
import { serveWorker } from './serve-worker.ts';
import type { LoadCall } from './supervisor.ts';

export interface LlmLoad {
  readonly modelFile: string;
  readonly chatFamily: ChatFamily;
  readonly contextTokens: number;
  readonly threads: number;
  readonly gpu: 'auto' | false;
}

export type LlmCalls = LoadCall<LlmLoad> & {
  prefill: { params: PrefillRequest; result: TokenUsage };
  generate: { params: GenerateRequest; result: null; item: ReplyDelta };
  countTokens: { params: readonly ChatMessage[]; result: number };
};

let model: LanguageModel | undefined;

function loaded(): LanguageModel {
  if (model === undefined) throw new SottoFault('internal', 'Nothing is loaded yet.', { stage: 'reply' });
  return model;
}

serveWorker<LlmCalls>({
  async load(params) {
    const { createLlamaLanguageModel } = await import('../reply/llama.adapter.ts');
    model = await createLlamaLanguageModel(params);
    return null;
  },
  prefill: (params, { signal }) => loaded().prefill(params, signal),
  async generate(params, { signal, emit }) {
    for await (const delta of loaded().generate(params, signal)) emit(delta);
    return null;
  },
  countTokens: (params) => loaded().countTokens(params),
});
