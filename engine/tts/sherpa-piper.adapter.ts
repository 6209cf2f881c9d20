/** Piper voices through sherpa-onnx, whose binary contains eSpeak NG (GPL-3.0-or-later). */

import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { SottoFault } from '../../contract/faults.ts';
import { OneAtATime } from '../base/one-at-a-time.ts';
import { checkEspeakData } from './espeak-data.ts';
import { type PiperVoice, readPiperVoice } from './piper-voice.ts';
import { joinSentences } from './spoken-sentences.ts';
import { checkSynthesisRequest, clampSpeed, hasSpeech } from './synthesis-request.ts';
import type { SpokenAudio, SynthesisRequest, Synthesizer } from './tts.ts';

export interface SherpaPiperOptions {
  /** Holds `model.onnx` and `tokens.txt` of a converted voice. */
  readonly voiceDir: string;
  /** eSpeak NG's data. The first folder that a process opens is the only one it ever uses. */
  readonly espeakDataDir: string;
  readonly threads: number;
}

/** The part of sherpa-onnx-node, which ships no types, that is used here. */
interface SherpaTts {
  readonly sampleRate: number;
  generateAsync(request: {
    readonly text: string;
    readonly enableExternalBuffer: false;
    readonly generationConfig: { readonly sid: number; readonly speed: number; readonly silenceScale: number };
    /** Called for each sentence with a copy of its sound; a falsy answer ends the work. Must not throw. */
    readonly onProgress: (progress: { readonly samples: Float32Array }) => 0 | 1;
  }): Promise<{ readonly samples: Float32Array }>;
}
interface SherpaModule {
  readonly OfflineTts: { createAsync(config: unknown): Promise<SherpaTts> };
}

/** eSpeak NG reads its data once in a process and ignores every later folder. */
let espeakDataDirInUse: string | undefined;

/**
 * Loads a voice. Throws `model-missing`, `model-corrupt` or `model-unsupported` for a voice or pronunciation data that
 * cannot be used, before the runtime sees it.
 */
export async function createSherpaPiperSynthesizer(options: SherpaPiperOptions): Promise<Synthesizer> {
  const voice = await readPiperVoice(options.voiceDir);
  const espeakDataDir = resolve(options.espeakDataDir);
  await checkEspeakData(espeakDataDir, voice.espeakVoice);
  claimEspeakData(espeakDataDir);
  const runtime = await loadRuntime(voice, espeakDataDir, options.threads);
  return new SherpaPiperSynthesizer(voice, runtime);
}

function claimEspeakData(dataDir: string): void {
  espeakDataDirInUse ??= dataDir;
  if (espeakDataDirInUse !== dataDir) {
    throw new SottoFault(
      'model-unsupported',
      'This process already speaks with other pronunciation data. Load the voice in a process of its own.',
      { stage: 'tts' },
    );
  }
}

async function loadRuntime(voice: PiperVoice, dataDir: string, threads: number): Promise<SherpaTts> {
  const { OfflineTts } = createRequire(import.meta.url)('sherpa-onnx-node') as SherpaModule;
  try {
    return await OfflineTts.createAsync({
      model: {
        vits: { model: voice.modelPath, tokens: voice.tokensPath, dataDir, ...voice.scales },
        numThreads: threads,
        provider: 'cpu',
        debug: 0,
      },
      maxNumSentences: 1,
    });
  } catch (cause) {
    throw new SottoFault('model-corrupt', 'The voice cannot be loaded. Install it again.', { stage: 'tts', cause });
  }
}

class SherpaPiperSynthesizer implements Synthesizer {
  readonly #voice: PiperVoice;
  readonly #runtime: SherpaTts;
  readonly #turns = new OneAtATime('tts');

  constructor(voice: PiperVoice, runtime: SherpaTts) {
    this.#voice = voice;
    this.#runtime = runtime;
  }

  async synthesize(request: SynthesisRequest, signal: AbortSignal): Promise<SpokenAudio> {
    checkSynthesisRequest(request);
    if (request.speaker >= this.#voice.speakers) {
      throw new SottoFault(
        'bad-input',
        `The voice has ${this.#voice.speakers} speakers; ${request.speaker} is not one of them.`,
        {
          stage: 'tts',
        },
      );
    }
    const sentences = await this.#turns.run(
      () => (hasSpeech(request.text) ? this.#generate(request, signal) : Promise.resolve([])),
      signal,
    );
    return joinSentences(sentences, this.#voice);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#turns[Symbol.asyncDispose]();
  }

  /** The runtime's output for each sentence it finds in the text. */
  async #generate(request: SynthesisRequest, signal: AbortSignal): Promise<Float32Array[]> {
    const sentences: Float32Array[] = [];
    try {
      const all = await this.#runtime.generateAsync({
        text: request.text.replaceAll('\0', ' '),
        enableExternalBuffer: false,
        // A smaller silence scale shortens pauses afterwards, which destroys the timings.
        generationConfig: { sid: request.speaker, speed: clampSpeed(request.speed), silenceScale: 1 },
        onProgress: ({ samples }) => {
          sentences.push(samples);
          return signal.aborted ? 0 : 1;
        },
      });
      const samples = sentences.reduce((sum, sentence) => sum + sentence.length, 0);
      if (samples !== all.samples.length) throw new Error('The runtime held back a sentence.');
    } catch (cause) {
      throw new SottoFault('internal', 'The voice failed to speak a segment.', {
        stage: 'tts',
        retryable: true,
        cause,
      });
    }
    return sentences;
  }
}
