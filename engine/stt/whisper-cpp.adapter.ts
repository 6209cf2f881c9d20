/** Whisper through our own add-on on whisper.cpp: confidence, prompt, abort and a trimmed audio context. */

import { access } from 'node:fs/promises';
import { SottoFault } from '../../contract/faults.ts';
import { SAMPLE_RATE_HZ } from '../audio/audio-frame.ts';
import { tokenLimit, trimmedAudioContext } from './audio-context.ts';
import { FinalsFirst } from './finals-first.ts';
import type { TranscribeRequest, Transcriber, Transcription } from './stt.ts';
import { isSaidTwice, isWrittenTwice, repeatsItself, spokenText } from './transcript-text.ts';
import { checkTranscribeRequest, emptyTranscription, mayHoldSpeech } from './transcription-request.ts';
import {
  loadWhisperAddon,
  type WhisperAddon,
  type WhisperModel,
  type WhisperTranscribeOptions,
  type WhisperTranscribeResult,
} from './whisper-addon.ts';

export interface WhisperCppOptions {
  /** A ggml Whisper model that passed inspection: whisper.cpp trusts the file. */
  readonly modelFile: string;
  /** One while a language model or a voice shares the processor. */
  readonly threads: number;
}

/**
 * Loads a model and decodes a second of silence, because the first decode is up to twice as slow.
 * Throws `model-missing`, `model-corrupt`, or `model-unsupported` where the add-on cannot run.
 */
export async function createWhisperCppTranscriber(options: WhisperCppOptions): Promise<Transcriber> {
  const addon = loadWhisperAddon();
  const { modelFile } = options;
  await access(modelFile).catch((cause: unknown) => {
    throw new SottoFault('model-missing', `There is no Whisper model at ${modelFile}. Install it.`, {
      stage: 'stt',
      cause,
    });
  });
  const model = await addon.loadModel(modelFile).catch((cause: unknown) => {
    throw new SottoFault('model-corrupt', `The Whisper model ${modelFile} cannot be loaded. Install it again.`, {
      stage: 'stt',
      cause,
    });
  });
  const transcriber = new WhisperCppTranscriber(addon, model, Math.max(1, Math.floor(options.threads)));
  await transcriber.warmUp();
  return transcriber;
}

class WhisperCppTranscriber implements Transcriber {
  readonly #addon: WhisperAddon;
  readonly #model: WhisperModel;
  readonly #threads: number;
  readonly #turns = new FinalsFirst();

  constructor(addon: WhisperAddon, model: WhisperModel, threads: number) {
    this.#addon = addon;
    this.#model = model;
    this.#threads = threads;
  }

  async warmUp(): Promise<void> {
    const pcm = new Float32Array(SAMPLE_RATE_HZ);
    await this.#decode({ pcm, language: 'en' }, 'trimmed', new AbortController().signal);
  }

  async transcribe(request: TranscribeRequest, signal: AbortSignal): Promise<Transcription> {
    checkTranscribeRequest(request);
    const transcribe = async (gone: AbortSignal): Promise<Transcription> => {
      const result = mayHoldSpeech(request.pcm) ? await this.#decodeWithoutLoops(request, gone) : undefined;
      return result === undefined ? emptyTranscription(request.language) : toTranscription(result);
    };
    return this.#turns.run(request.priority ?? 'final', transcribe, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#turns[Symbol.asyncDispose]();
    this.#model.free();
  }

  /**
   * A prompt is the first suspect when the decoder goes round in circles, and trying without it is cheap; the trimmed
   * audio context is the second. All of the context costs several times as much: a partial request gets nothing instead.
   */
  async #decodeWithoutLoops(
    request: TranscribeRequest,
    signal: AbortSignal,
  ): Promise<WhisperTranscribeResult | undefined> {
    const { pcm, language, prompt, priority } = request;
    const result = await this.#decode(request, 'trimmed', signal);
    if (!goesInCircles(result) && !isSuspect(result.text, request)) return result;
    if (prompt !== undefined) {
      const unprompted = await this.#decode({ pcm, language }, 'trimmed', signal);
      if (!goesInCircles(unprompted) && !isWrittenTwice(unprompted.text, pcm)) return unprompted;
    }
    // What is written twice here, too, was said twice.
    const wider = await this.#decode(request, 'wider', signal);
    if (!goesInCircles(wider)) return wider;
    return priority === 'partial' ? undefined : this.#decode(request, 'full', signal);
  }

  async #decode(
    request: TranscribeRequest,
    context: 'trimmed' | 'wider' | 'full',
    signal: AbortSignal,
  ): Promise<WhisperTranscribeResult> {
    const { pcm, language, prompt } = request;
    const flag = new this.#addon.AbortFlag();
    const onAbort = (): void => flag.abort();
    signal.throwIfAborted();
    signal.addEventListener('abort', onAbort);
    const options: WhisperTranscribeOptions = {
      language,
      ...(prompt === undefined ? {} : { prompt }),
      audioContext: context === 'full' ? 0 : trimmedAudioContext(pcm.length, this.#model.audioLayers, context),
      maxTokens: tokenLimit(pcm.length),
      threads: this.#threads,
    };
    try {
      const result = await this.#model.transcribe(pcm, options, flag);
      signal.throwIfAborted();
      return result;
    } catch (cause) {
      signal.throwIfAborted();
      throw refused(cause);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}

function goesInCircles({ reachedMaxTokens, text }: WhisperTranscribeResult): boolean {
  return reachedMaxTokens || repeatsItself(text);
}

/** A prompt alone is reason enough for doubt. */
function isSuspect(text: string, { pcm, prompt }: TranscribeRequest): boolean {
  return isWrittenTwice(text, pcm) || (prompt !== undefined && isSaidTwice(text));
}

function toTranscription(result: WhisperTranscribeResult): Transcription {
  const text = spokenText(result.text);
  return {
    text,
    language: result.language,
    averageLogProbability: result.averageLogProbability,
    noSpeechProbability: result.noSpeechProbability,
    tokens: text === '' ? [] : result.tokens,
  };
}

function refused(cause: unknown): SottoFault {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const code = reason.includes('does not know the language') ? 'bad-input' : 'internal';
  return new SottoFault(code, `Transcription failed: ${reason}.`, {
    stage: 'stt',
    retryable: code === 'internal',
    cause,
  });
}
