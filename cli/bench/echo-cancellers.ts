/** The cancellers that the echo bench compares. */

import { createEchoCanceller } from '../../engine/engine.ts';
import type { TrackCanceller } from './echo.ts';

const STEP_SAMPLES = 160;

export function ownCancellers(): Readonly<Record<string, TrackCanceller>> {
  return { none: passThrough, sotto: webRtc('barge-in'), 'webrtc-stock': webRtc('stock') };
}

const passThrough: TrackCanceller = { delayMs: 0, cancel: async (_, heard) => heard };

/** A canceller of its own for each recording. */
function webRtc(tuning: 'barge-in' | 'stock'): TrackCanceller {
  return {
    delayMs: 8,
    async cancel(played, heard) {
      const canceller = createEchoCanceller({ tuning });
      const clean = new Float32Array(heard.length);
      try {
        for (let at = 0; at + STEP_SAMPLES <= heard.length; at += STEP_SAMPLES) {
          canceller.render(played.slice(at, at + STEP_SAMPLES));
          clean.set(canceller.process(heard.slice(at, at + STEP_SAMPLES)), at);
        }
      } finally {
        await canceller[Symbol.asyncDispose]();
      }
      return clean;
    },
  };
}
