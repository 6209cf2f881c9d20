/**
 * Whisper through sherpa-onnx, for machines where our add-on cannot be built: no prompt, no confidence, and a decode
 * that has begun runs to its end, beside the next one when nobody waits for it.
 */

import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cancelled, SottoFault } from '../../contract/faults.ts';
import { SAMPLE_RATE_HZ } from '../audio/audio-frame.ts';
import { abortable } from '../base/abortable.ts';
import { FinalsFirst } from './finals-first.ts';
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
interface SherpaResult {
  readonly text: string;
  readonly lang: string;
}
interface SherpaRecognizer {
  createStream(): SherpaStream;
  decodeAsync(stream: SherpaStream): Promise<SherpaResult>;
  setConfig(config: unknown): void;
}
interface SherpaModule {
  readonly OfflineRecognizer: { createAsync(config: unknown): Promise<SherpaRecognizer> };
}

/** One that somebody waits for, and one that was dropped: the recognizer may decode several streams at a time. */
const MOST_DECODES = 2;

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
  readonly #turns = new FinalsFirst();
  /** Those that run, dropped ones among them. None of these promises rejects. */
  readonly #decodes = new Set<Promise<void>>();
  /** The empty string makes the runtime detect it. */
  #language = 'en';

  constructor(recognizer: SherpaRecognizer, configFor: (language: string) => unknown) {
    this.#recognizer = recognizer;
    this.#configFor = configFor;
  }

  async warmUp(): Promise<void> {
    await this.#decode(new Float32Array(SHORTEST_SAMPLES), 'en', new AbortController().signal);
  }

  async transcribe(request: TranscribeRequest, signal: AbortSignal): Promise<Transcription> {
    checkTranscribeRequest(request);
    const { pcm, language, priority = 'final' } = request;
    const transcribe = async (gone: AbortSignal): Promise<Transcription> =>
      mayHoldSpeech(pcm) ? this.#decode(soundPcm(pcm, SHORTEST_SAMPLES), language, gone) : emptyTranscription(language);
    return this.#turns.run(priority, transcribe, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#turns[Symbol.asyncDispose]();
    await Promise.all(this.#decodes);
  }

  async #decode(samples: Float32Array, wanted: string, gone: AbortSignal): Promise<Transcription> {
    const language = wanted === 'auto' ? '' : wanted;
    if (language !== this.#language) {
      // The language belongs to the recognizer, and so to whatever is being decoded.
      await Promise.all(this.#decodes);
      this.#recognizer.setConfig(this.#configFor(language));
      this.#language = language;
    }
    while (this.#decodes.size >= MOST_DECODES) await Promise.race(this.#decodes);
    if (gone.aborted) throw cancelled();
    const { text, lang } = await abortable(this.#run(samples), gone).catch((cause: unknown) => {
      if (gone.aborted) throw cause;
      throw new SottoFault('internal', 'Transcription failed.', { stage: 'stt', retryable: true, cause });
    });
    return { text: spokenText(text), language: wanted === 'auto' ? languageCode(lang) : wanted, tokens: [] };
  }

  #run(samples: Float32Array): Promise<SherpaResult> {
    const stream = this.#recognizer.createStream();
    stream.acceptWaveform({ samples, sampleRate: SAMPLE_RATE_HZ });
    const result = this.#recognizer.decodeAsync(stream);
    const ended = result.then(
      () => undefined,
      () => undefined,
    );
    this.#decodes.add(ended);
    void ended.then(() => this.#decodes.delete(ended));
    return result;
  }
}

/** sherpa-onnx names a detected language as the model's token, `<|es|>`, or as the bare code. */
function languageCode(lang: string): string {
  return lang.match(/[a-z]{2,3}/)?.[0] ?? 'en';
}
