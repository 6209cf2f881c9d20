/** Embeddings by llama.cpp. */

import { getLlama, LlamaLogLevel } from 'node-llama-cpp';
import { SottoFault } from '../../contract/faults.ts';
import type { Embedder } from './vector-index.ts';

export interface LlamaEmbedderOptions {
  /** Path of a GGUF file that was verified before. */
  readonly modelFile: string;
  readonly threads: number;
  readonly contextTokens: number;
}

/** @throws SottoFault `model-missing`, `model-corrupt` or `model-unsupported` */
export async function createLlamaEmbedder({
  modelFile,
  threads,
  contextTokens,
}: LlamaEmbedderOptions): Promise<Embedder> {
  try {
    const llama = await getLlama({
      gpu: false,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      maxThreads: 0,
      logLevel: LlamaLogLevel.error,
      logger: () => undefined,
    });
    const model = await llama.loadModel({ modelPath: modelFile });
    const context = await model.createEmbeddingContext({
      contextSize: Math.min(contextTokens, model.trainContextSize),
      threads,
    });
    const dimensions = model.embeddingVectorSize;
    const maxTokens = Math.min(contextTokens, model.trainContextSize) - 4;
    return {
      dimensions,
      async embed(text) {
        // Longer input is refused by the runtime; the beginning says what a passage is about.
        const tokens = model.tokenize(text).slice(0, maxTokens);
        const { vector } = await context.getEmbeddingFor(tokens);
        return normalised(vector, dimensions);
      },
      async [Symbol.asyncDispose]() {
        await context.dispose();
        await model.dispose();
      },
    };
  } catch (error) {
    if (error instanceof SottoFault) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new SottoFault(
      'model-corrupt',
      `The embedding model cannot be loaded (${message.slice(0, 160)}). Install it again.`,
      {
        stage: 'knowledge',
        cause: error,
      },
    );
  }
}

function normalised(vector: readonly number[], dimensions: number): Float32Array {
  const length = Math.hypot(...vector);
  if (vector.length !== dimensions || !(length > 0)) {
    throw new SottoFault(
      'model-unsupported',
      'The embedding model gives vectors that cannot be compared. Choose another.',
      {
        stage: 'knowledge',
      },
    );
  }
  return Float32Array.from(vector, (value) => value / length);
}
