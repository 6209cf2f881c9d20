/** Smart Turn v3: a Whisper encoder that judges from the sound of the last 8 seconds whether a turn is complete. */

import '../../base/quiet-runtimes.ts';
import { access } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { SottoFault } from '../../../contract/faults.ts';
import type { EndOfTurnModel } from './endpointing.ts';
import { LogMel, MEL_BANDS, MEL_STEPS } from './log-mel.ts';

export interface SmartTurnFiles {
  /** The ONNX model. */
  readonly modelFile: string;
}

/** @throws SottoFault `model-missing`, `model-corrupt` or `model-unsupported`. */
export async function createSmartTurn({ modelFile }: SmartTurnFiles): Promise<EndOfTurnModel> {
  const session = await openSession(modelFile);
  const [input, ...others] = session.inputNames;
  const [output] = session.outputNames;
  if (input !== 'input_features' || others.length > 0 || output === undefined) {
    await session.release();
    throw new SottoFault('model-unsupported', `${modelFile} is not a Smart Turn v3 model.`, { stage: 'turn' });
  }
  const model = new SmartTurn(session, output);
  // The first run allocates; it should not fall into a conversation.
  await model.predict(new Float32Array(0));
  return model;
}

class SmartTurn implements EndOfTurnModel {
  readonly #session: InferenceSession;
  readonly #output: string;
  readonly #logMel = new LogMel();
  #disposed = false;

  constructor(session: InferenceSession, output: string) {
    this.#session = session;
    this.#output = output;
  }

  async predict(pcm: Float32Array): Promise<number> {
    if (this.#disposed)
      throw new SottoFault('worker-unavailable', 'The end-of-turn model is closed.', { stage: 'turn' });
    const features = new Tensor('float32', this.#logMel.compute(pcm), [1, MEL_BANDS, MEL_STEPS]);
    const results = await this.#session.run({ input_features: features });
    // Its output is named "logits" and is a probability already.
    return Number(results[this.#output]?.data[0]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    await this.#session.release();
  }
}

async function openSession(modelPath: string): Promise<InferenceSession> {
  await access(modelPath).catch((cause) => {
    throw new SottoFault('model-missing', `The end-of-turn model is not at ${modelPath}. Install it again.`, {
      stage: 'turn',
      cause,
    });
  });
  try {
    return await InferenceSession.create(modelPath, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  } catch (cause) {
    throw new SottoFault('model-corrupt', `The end-of-turn model ${modelPath} cannot be loaded. Install it again.`, {
      stage: 'turn',
      cause,
    });
  }
}
