/** A transcriber that hears what a test says it hears. */

import { FinalsFirst } from './finals-first.ts';
import type { TranscribeRequest, Transcriber, Transcription } from './stt.ts';
import { checkTranscribeRequest, emptyTranscription, mayHoldSpeech } from './transcription-request.ts';

/**
 * Called for each request that may hold speech, final ones first, one at a time. A text stands for a confident transcription of
 * it. A promise lets the test decide when the answer comes; `signal` aborts when nobody waits for it.
 */
export type FakeHearing = (
  request: TranscribeRequest,
  signal: AbortSignal,
) => string | Transcription | Promise<string | Transcription>;

export class FakeTranscriber implements Transcriber {
  /** All requests so far, those without speech among them. */
  readonly requests: TranscribeRequest[] = [];
  readonly #hear: FakeHearing;
  readonly #turns = new FinalsFirst();

  constructor(hear: FakeHearing) {
    this.#hear = hear;
  }

  async transcribe(request: TranscribeRequest, signal: AbortSignal): Promise<Transcription> {
    checkTranscribeRequest(request);
    const transcribe = async (gone: AbortSignal): Promise<Transcription> => {
      this.requests.push(request);
      if (!mayHoldSpeech(request.pcm)) return emptyTranscription(request.language);
      const heard = await unlessAborted(this.#hear(request, gone), gone);
      return typeof heard === 'string' ? confident(heard, request.language) : heard;
    };
    return this.#turns.run(request.priority ?? 'final', transcribe, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#turns[Symbol.asyncDispose]();
  }
}

function confident(text: string, language: string): Transcription {
  const tokens = text.split(/(?= )/).map((word) => ({ text: word, probability: 0.95 }));
  return {
    text,
    language: language === 'auto' ? 'en' : language,
    averageLogProbability: -0.1,
    noSpeechProbability: 0.01,
    tokens: text === '' ? [] : tokens,
  };
}

/** A test need not answer a request that nobody waits for. */
function unlessAborted<T>(answer: T | Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    Promise.resolve(answer)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort));
  });
}
