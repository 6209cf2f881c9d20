/** What a face needs to move its lips with a segment of a reply. */

import type { Emotion } from '../../contract/emotions.ts';
import type { EngineEvent } from '../../contract/events.ts';
import type { ReplyId } from '../../contract/ids.ts';
import type { PlayedSegment } from '../tts/heard-text.ts';

/** @param startSample where the segment begins, from the reply's first sample. */
export function segmentEvent(
  replyId: ReplyId,
  { samples, visemes }: Pick<PlayedSegment, 'samples' | 'visemes'>,
  startSample: number,
  sampleRateHz: number,
  emotion?: Emotion,
): EngineEvent {
  return {
    type: 'playback.segment',
    replyId,
    startSample,
    endSample: startSample + samples,
    sampleRateHz,
    ...(emotion === undefined ? {} : { emotion }),
    visemes: visemes.map(({ shape, atMs }) => ({
      shape,
      startSample: startSample + Math.min(samples, Math.max(0, Math.round((atMs * sampleRateHz) / 1000))),
    })),
  };
}
