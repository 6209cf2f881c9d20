/** Says a text that is no answer: a sample of the voice, or an earlier reply once more. */

import type { EngineEvent } from '../contract/events.ts';
import type { ReplyId } from '../contract/ids.ts';
import { segmentEvent } from './conversation/segment-event.ts';
import type { OpenSpeaker, Speaker } from './playback/playback.ts';
import type { Segmenter } from './tts/segmenter.ts';
import type { Voice } from './tts/synthesize-ahead.ts';
import type { Synthesizer } from './tts/tts.ts';

export interface SayAloudOptions {
  readonly synthesizer: Synthesizer;
  readonly style: Voice;
  /** Sounds before the words. */
  readonly lead?: (sampleRateHz: number) => Float32Array;
  /** A fresh one. */
  readonly segmenter: Segmenter;
  readonly openSpeaker: OpenSpeaker;
  readonly signal: AbortSignal;
  /** Told what a face needs to move its lips, under an id that no reply has. */
  readonly replyId: ReplyId;
  readonly onEvent: (event: EngineEvent) => void;
}

const TELL_EVERY_MS = 80;

/** Resolves when it was heard, or the signal aborts. */
export async function sayAloud(text: string, options: SayAloudOptions): Promise<void> {
  const { synthesizer, style, segmenter, signal, replyId, onEvent, lead } = options;
  const segments = [...segmenter.push(text), ...segmenter.flush()];
  let speaker: Speaker | undefined;
  let telling: NodeJS.Timeout | undefined;
  let written = 0;
  const heard = (): { replyId: ReplyId; heardSamples: number; sampleRateHz: number } => ({
    replyId,
    heardSamples: speaker?.heardSamples ?? 0,
    sampleRateHz: speaker?.sampleRateHz ?? 0,
  });
  const silence = (): void => speaker?.flush();
  signal.addEventListener('abort', silence, { once: true });
  try {
    for (const segment of segments) {
      const audio = await synthesizer.synthesize({ text: segment.spokenText, ...style }, signal);
      const { pcm, sampleRateHz, visemes } = audio;
      if (signal.aborted) break;
      const isFirst = speaker === undefined;
      speaker ??= options.openSpeaker(sampleRateHz);
      const before = isFirst ? lead?.(sampleRateHz) : undefined;
      if (before !== undefined) speaker.write(before);
      written += before?.length ?? 0;
      onEvent(segmentEvent(replyId, { samples: pcm.length, visemes }, written, sampleRateHz));
      if (isFirst) {
        onEvent({ type: 'playback.started', replyId });
        telling = setInterval(() => onEvent({ type: 'playback.progressed', ...heard() }), TELL_EVERY_MS);
      }
      speaker.write(pcm);
      written += pcm.length;
    }
    await speaker?.drained();
  } finally {
    clearInterval(telling);
    signal.removeEventListener('abort', silence);
    if (speaker !== undefined) onEvent({ type: 'playback.finished', ...heard() });
    await speaker?.[Symbol.asyncDispose]();
  }
}
