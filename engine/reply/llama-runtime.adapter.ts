/** llama.cpp in this process: the runtime, its models and their contexts. */

import { stat } from 'node:fs/promises';
import { basename } from 'node:path';

import type { Llama, LlamaContext, LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp';
import { getLlama, LlamaLogLevel, LlamaVocabularyType } from 'node-llama-cpp';
import type { ChatFamily } from '../../contract/chat-family.ts';
import { SottoFault } from '../../contract/faults.ts';
import { RuntimeLog, toLoadFault } from './llama-faults.ts';
import type { Vocabulary } from './prompt-tokens.ts';

export interface LlamaLanguageModelOptions {
  /** Path of a GGUF file that was verified before. */
  readonly modelFile: string;
  readonly chatFamily: ChatFamily;
  /** Tokens of one lane; cut to what the model was trained on. */
  readonly contextTokens: number;
  /** Fewer than the cores: threads that wait for each other lose badly when other work takes their cores. */
  readonly threads: number;
  readonly gpu: 'auto' | 'metal' | 'cuda' | 'vulkan' | false;
  /** 1 halves the cache's memory; background work then evicts the conversation, and the next turn reads it again. */
  readonly lanes?: 1 | 2;
}

export interface LoadedLlama {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  /** One for each lane. */
  readonly sequences: readonly LlamaContextSequence[];
  /** Tokens that fit into one lane. */
  readonly contextTokens: number;
}

/**
 * The runtime's flash attention is quick on a CPU only from 64 tokens on. The end of a prompt, which the user waits for,
 * is shorter: at a depth of 1200 tokens reading 22 more takes 75 ms without it and 126 ms with it (SmolLM2-135M, one
 * core). Without it a pass needs memory in proportion to its tokens, so the batch is small; more is not faster there.
 */
const CPU_BATCH_TOKENS = 128;
const GPU_BATCH_TOKENS = 512;
/** Turns of the event loop after which a log line that was written has arrived. */
const LOG_TURNS = 8;
/** Cells that stay free: the runtime shifts the context, and spoils every prefix, when the last one is taken. */
const SPARE_TOKENS = 8;

/**
 * Loads a model and makes room for its cache.
 * @throws SottoFault `model-missing`, `model-corrupt`, `model-unsupported` or `model-does-not-fit`.
 */
export async function loadLlama(options: LlamaLanguageModelOptions): Promise<LoadedLlama> {
  const fileName = basename(options.modelFile);
  const file = await stat(options.modelFile).catch(() => undefined);
  if (file === undefined || !file.isFile()) {
    throw new SottoFault('model-missing', `The model file ${fileName} is not there. Install the model again.`, {
      stage: 'reply',
    });
  }
  const log = new RuntimeLog();
  let model: LlamaModel | undefined;
  try {
    const llama = await runtimeFor(options.gpu, log);
    model = await llama.loadModel({ modelPath: options.modelFile });
    const lanes = options.lanes ?? 2;
    const isOnGpu = llama.gpu !== false && model.gpuLayers > 0;
    const batchTokens = isOnGpu ? GPU_BATCH_TOKENS : CPU_BATCH_TOKENS;
    const context = await model.createContext({
      contextSize: Math.min(options.contextTokens + SPARE_TOKENS, model.trainContextSize),
      sequences: lanes,
      threads: options.threads,
      batchSize: batchTokens,
      flashAttention: isOnGpu ? 'auto' : false,
      // Without the full cache a model with a sliding window cannot go back to the end of the committed history.
      swaFullCache: true,
    });
    const contextTokens = Math.min(options.contextTokens, context.contextSize - SPARE_TOKENS);
    const sequences = Array.from({ length: lanes }, () => context.getSequence());
    return { llama, model, context, sequences, contextTokens };
  } catch (error) {
    // The log comes over from another thread, and may come after the error it explains.
    for (let turn = 0; turn < LOG_TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    await model?.dispose();
    throw toLoadFault(error, log.text, fileName);
  }
}

/** The runtime of this process, one for each kind of device, and who reads its log. */
const runtimes = new Map<LlamaLanguageModelOptions['gpu'], { readonly llama: Promise<Llama>; log: RuntimeLog }>();

/**
 * The runtime stays for the life of the process: it holds no model, and a second one in the same process loses its log,
 * which then goes to the standard output. Of two models that load at once the later one gets the log.
 */
async function runtimeFor(gpu: LlamaLanguageModelOptions['gpu'], log: RuntimeLog): Promise<Llama> {
  const known = runtimes.get(gpu);
  if (known !== undefined) {
    known.log = log;
    return known.llama;
  }
  const llama = getLlama({
    gpu,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    // No limit here: every context says how many threads it takes.
    maxThreads: 0,
    logLevel: LlamaLogLevel.warn,
    logger: (_level, message) => runtime.log.push(message),
  });
  const runtime = { llama, log };
  runtimes.set(gpu, runtime);
  llama.catch(() => runtimes.delete(gpu));
  return llama;
}

/** What of the model's vocabulary a prompt needs. */
export function vocabularyOf(model: LlamaModel): Vocabulary {
  const { bos, shouldPrependBosToken } = model.tokens;
  // Vocabularies of the SentencePiece kind put a space before every text that is tokenised on its own.
  const option = model.vocabularyType === LlamaVocabularyType.spm ? 'trimLeadingSpace' : undefined;
  const isControl = new Map<number, boolean>();
  return {
    ...(shouldPrependBosToken && bos !== null ? { beginning: bos } : {}),
    tokenize: (text, special) => model.tokenize(text, special, option),
    isControl(token) {
      let known = isControl.get(token);
      if (known === undefined) {
        known = model.getTokenAttributes(token as Token).control || model.isEogToken(token as Token);
        isControl.set(token, known);
      }
      return known;
    },
  };
}
