/** What the user's settings mean for the turn machine. */

import type { Settings } from '../contract/settings.ts';
import { msToSamples } from './audio/audio-frame.ts';
import type { TurnConfig } from './turn/turn-machine.ts';

type TurnSettings = Pick<Settings['turnTaking'], 'mode' | 'bargeIn' | 'attentionMs'>;

/** What `any-speech` takes for an interruption; otherwise words decide, and this only when there are none for so long. */
const YIELD_AFTER_MS = { 'any-speech': 350, words: 1500, 'stop-phrases': 60_000, never: 60_000 } as const;

export function turnConfigOf(settings: TurnSettings): TurnConfig {
  return {
    unscoredDelaySamples: msToSamples(800),
    // A draft costs a little work when it is wrong and saves the whole thinking time when it is right.
    eagerThreshold: 0.3,
    yieldAfterSamples: msToSamples(YIELD_AFTER_MS[settings.bargeIn]),
    holdAfterSamples: msToSamples(64),
    verdictPatienceSamples: msToSamples(1500),
    backchannelPauseSamples: msToSamples(700),
    rest: restOf(settings),
  };
}

function restOf({ mode, attentionMs }: TurnSettings): TurnConfig['rest'] {
  switch (mode) {
    case 'hands-free':
      return { kind: 'listening' };
    case 'wake-phrase':
      return { kind: 'attentive', samples: msToSamples(attentionMs) };
    case 'push-to-talk':
    case 'toggle':
      return { kind: 'asleep' };
  }
}
