/**
 * Whisper through sherpa-onnx, for machines where our add-on cannot be built: no prompt, no confidence, and a decode
 * that has begun runs to its end.
 */

import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { SottoFault } from '../../contract/faults.ts';
import { SAMPLE_RATE_HZ } from '../audio/audio-frame.ts';
import { OneAtATime } from '../base/one-at-a-time.ts';
import type { TranscribeRequest, Transcriber, Transcription } from './stt.ts';
import { spokenText } from './transcript-text.ts';
import { checkTranscribeRequest, emptyTranscription, mayHoldSpeech, soundPcm } from './transcription-request.ts';

export interface SherpaWhisperOptions {
  /** Holds `encoder.int8.onnx`, `decoder.int8.onnx` and `tokens.txt`, all inspected: a broken graph ends the process. */
  readonly modelDir: string;
  readonly threads: number;
}

/** The part of sherpa-onnx-node, which ships no types, that is used here. */
interface SherpaStream {
  /** Copies the samples. */
  acceptWaveform(wave: { readonly samples: Float32Array; readonly sampleRate: number }): void;
}
interface SherpaRecognizer {
  createStream(): SherpaStream;
  decodeAsync(
    stream: SherpaStream,
  ): Promise<{ readonly text: string; readonly lang: string; readonly tokens: string[] }>;
  setConfig(config: unknown): void;
}
interface SherpaModule {
  readonly OfflineRecognizer: { createAsync(config: unknown): Promise<SherpaRecognizer> };
}

/** A graph crashes the process on a handful of samples; below a second there is nothing to gain either. */
const SHORTEST_SAMPLES = SAMPLE_RATE_HZ;

/** Throws `model-missing`, `model-corrupt`, or `model-unsupported` when sherpa-onnx does not load. */
export async function createSherpaWhisperTranscriber(options: SherpaWhisperOptions): Promise<Transcriber> {
  const files = {
    encoder: join(options.modelDir, 'encoder.int8.onnx'),
    decoder: join(options.modelDir, 'decoder.int8.onnx'),
    tokens: join(options.modelDir, 'tokens.txt'),
  };
  for (const file of Object.values(files)) {
    await access(file).catch((cause: unknown) => {
      throw new SottoFault('model-missing', `The transcription model lacks ${file}. Install it again.`, {
        stage: 'stt',
        cause,
      });
    });
  }
  const configFor = (language: string): unknown => ({
    featConfig: { sampleRate: SAMPLE_RATE_HZ, featureDim: 80 },
    modelConfig: {
      // Any other tail makes the decoder repeat itself.
      whisper: { encoder: files.encoder, decoder: files.decoder, language, task: 'transcribe', tailPaddings: -1 },
      tokens: files.tokens,
      numThreads: Math.max(1, Math.floor(options.threads)),
      provider: 'cpu',
      debug: 0,
    },
    decodingMethod: 'greedy_search',
  });
  const { OfflineRecognizer } = loadSherpa();
  const recognizer = await OfflineRecognizer.createAsync(configFor('en')).catch((cause: unknown) => {
    throw new SottoFault('model-corrupt', 'The transcription model cannot be loaded. Install it again.', {
      stage: 'stt',
      cause,
    });
  });
  const transcriber = new SherpaWhisperTranscriber(recognizer, configFor);
  await transcriber.warmUp();
  return transcriber;
}

function loadSherpa(): SherpaModule {
  try {
    return createRequire(import.meta.url)('sherpa-onnx-node') as SherpaModule;
  } catch (cause) {
    throw new SottoFault('model-unsupported', 'sherpa-onnx does not load on this machine. Run "npm run setup".', {
      stage: 'stt',
      cause,
    });
  }
}

class SherpaWhisperTranscriber implements Transcriber {
  readonly #recognizer: SherpaRecognizer;
  readonly #configFor: (language: string) => unknown;
  readonly #turns = new OneAtATime('stt');
  /** The empty string makes the runtime detect it. */
  #language = 'en';

  constructor(recognizer: SherpaRecognizer, configFor: (language: string) => unknown) {
    this.#recognizer = recognizer;
    this.#configFor = configFor;
  }

  async warmUp(): Promise<void> {
    await this.#decode(new Float32Array(SHORTEST_SAMPLES), 'en');
  }

  async transcribe(request: TranscribeRequest, signal: AbortSignal): Promise<Transcription> {
    checkTranscribeRequest(request);
    return this.#turns.run(
      () =>
        mayHoldSpeech(request.pcm)
          ? this.#decode(soundPcm(request.pcm, SHORTEST_SAMPLES), request.language)
          : Promise.resolve(emptyTranscription(request.language)),
      signal,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#turns[Symbol.asyncDispose]();
  }

  async #decode(samples: Float32Array, wanted: string): Promise<Transcription> {
    const language = wanted === 'auto' ? '' : wanted;
    if (language !== this.#language) {
      this.#recognizer.setConfig(this.#configFor(language));
      this.#language = language;
    }
    const stream = this.#recognizer.createStream();
    stream.acceptWaveform({ samples, sampleRate: SAMPLE_RATE_HZ });
    const { text, lang } = await this.#recognizer.decodeAsync(stream).catch((cause: unknown) => {
      throw new SottoFault('internal', 'Transcription failed.', { stage: 'stt', retryable: true, cause });
    });
    return { text: spokenText(text), language: wanted === 'auto' ? languageCode(lang) : wanted, tokens: [] };
  }
}

/** sherpa-onnx names a detected language as the model's token, `<|es|>`, or as the bare code. */
function languageCode(lang: string): string {
  return lang.match(/[a-z]{2,3}/)?.[0] ?? 'en';
}
