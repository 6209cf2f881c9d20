/**
 * Silero voice activity detection (v5 and v6) on ONNX Runtime: 32 ms of audio in, probability of speech out.
 *
 * The network looks at 576 samples: the frame and, before it, the last 64 samples of the frame before. Without them it
 * runs without an error and never hears speech.
 */

import '../base/quiet-runtimes.ts';
import { access } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { SottoFault } from '../../contract/faults.ts';
import type { AudioFrame } from '../audio/audio-frame.ts';
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '../audio/audio-frame.ts';
import { clip } from '../audio/clip.ts';
import type { VoiceActivityDetector } from './vad.ts';

const CONTEXT_SAMPLES = 64;
const STATE_SHAPE = [2, 1, 128];

/** @throws SottoFault `model-missing` or `model-corrupt`. */
export async function loadSileroVad(modelPath: string): Promise<VoiceActivityDetector> {
  const session = await openSession(modelPath);
  const names = [...session.inputNames].sort().join();
  if (names !== 'input,sr,state') {
    await session.release();
    throw new SottoFault('model-unsupported', `${modelPath} is not a Silero v5 or v6 model: its inputs are ${names}.`, {
      stage: 'vad',
    });
  }
  const vad = new SileroVad(session);
  // The first run allocates; it should not fall into a conversation.
  await vad.warmUp();
  return vad;
}

class SileroVad implements VoiceActivityDetector {
  readonly #session: InferenceSession;
  readonly #rate = new Tensor('int64', BigInt64Array.of(BigInt(SAMPLE_RATE_HZ)), []);
  readonly #window = new Float32Array(CONTEXT_SAMPLES + FRAME_SAMPLES);
  #state = emptyState();
  /** Counts resets, so that a run begun before one cannot bring its state back. */
  #epoch = 0;
  #disposed = false;

  constructor(session: InferenceSession) {
    this.#session = session;
  }

  async warmUp(): Promise<void> {
    await this.#run();
    this.reset();
  }

  async process(frame: AudioFrame): Promise<number> {
    if (this.#disposed) throw new SottoFault('worker-unavailable', 'The voice detector is closed.', { stage: 'vad' });
    if (frame.pcm.length !== FRAME_SAMPLES) {
      throw new SottoFault('bad-params', `A frame has ${FRAME_SAMPLES} samples, not ${frame.pcm.length}.`, {
        stage: 'vad',
      });
    }
    this.#window.copyWithin(0, FRAME_SAMPLES);
    // The recurrent state would keep a NaN for ever.
    for (let i = 0; i < FRAME_SAMPLES; i++) this.#window[CONTEXT_SAMPLES + i] = clip(frame.pcm[i] as number);
    return await this.#run();
  }

  reset(): void {
    this.#epoch += 1;
    this.#window.fill(0);
    this.#state = emptyState();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    await this.#session.release();
  }

  async #run(): Promise<number> {
    const epoch = this.#epoch;
    const input = new Tensor('float32', this.#window, [1, this.#window.length]);
    const { output, stateN } = await this.#session.run({ input, state: this.#state, sr: this.#rate });
    if (stateN !== undefined && epoch === this.#epoch) this.#state = stateN;
    return Number(output?.data[0]);
  }
}

function emptyState(): Tensor {
  return new Tensor('float32', new Float32Array(STATE_SHAPE.reduce((a, b) => a * b)), STATE_SHAPE);
}

async function openSession(modelPath: string): Promise<InferenceSession> {
  await access(modelPath).catch((cause) => {
    throw new SottoFault('model-missing', `The voice detection model is not at ${modelPath}. Install it again.`, {
      stage: 'vad',
      cause,
    });
  });
  try {
    return await InferenceSession.create(modelPath, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  } catch (cause) {
    throw new SottoFault(
      'model-corrupt',
      `The voice detection model ${modelPath} cannot be loaded. Install it again.`,
      {
        stage: 'vad',
        cause,
      },
    );
  }
}
