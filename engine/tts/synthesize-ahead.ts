/** Segments → spoken segments, in order, the next ones in work while one is playing. */

import { abortable } from '../base/abortable.ts';
import type { SpeechSegment, SpokenSegment } from './speech-segment.ts';
import type { Synthesizer } from './tts.ts';

/** How a whole reply is spoken. */
export interface Voice {
  readonly speaker: number;
  readonly speed: number;
}

/**
 * Segments synthesised, or in work, beyond the one last handed out. Enough that a short segment never runs dry; more
 * would be thrown away at the next barge-in.
 */
export const LOOK_AHEAD = 2;

/**
 * Ends when `segments` does. Throws `cancelled` as soon as `signal` aborts, and a segment's own fault in its place
 * after the segments before it; what was in work is dropped either way.
 */
export async function* synthesizeAhead(
  segments: AsyncIterable<SpeechSegment>,
  synthesizer: Synthesizer,
  voice: Voice,
  signal: AbortSignal,
): AsyncGenerator<SpokenSegment, void, undefined> {
  const leaving = new AbortController();
  const unwanted = AbortSignal.any([signal, leaving.signal]);
  const source = segments[Symbol.asyncIterator]();
  let lastRead: Promise<unknown> = Promise.resolve();

  function begin(): Promise<SpokenSegment | undefined> {
    const read = lastRead.then(() => (unwanted.aborted ? END : source.next()));
    lastRead = read;
    const spoken = read.then((next) => (next.done === true ? undefined : speak(next.value)));
    spoken.catch(ignore);
    return spoken;
  }

  async function speak(segment: SpeechSegment): Promise<SpokenSegment> {
    const audio = await synthesizer.synthesize({ text: segment.spokenText, ...voice }, unwanted);
    return { ...segment, audio };
  }

  const ahead: Promise<SpokenSegment | undefined>[] = [];
  try {
    for (;;) {
      while (ahead.length <= LOOK_AHEAD) ahead.push(begin());
      const spoken = await abortable(Promise.resolve(ahead.shift()), signal);
      if (spoken === undefined) return;
      yield spoken;
    }
  } finally {
    leaving.abort();
    // Not awaited: a source that waits for a model may never answer.
    void Promise.resolve(source.return?.()).catch(ignore);
  }
}

const END: IteratorReturnResult<undefined> = { done: true, value: undefined };

function ignore(): void {}
