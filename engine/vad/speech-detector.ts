/**
 * From a probability for each frame to the edges of speech. No model, no clock: the same frames give the same events.
 *
 * Invariants:
 * 1. Edges alternate: started, then (paused, resumed)*, then perhaps paused. `endUtterance` returns to silence.
 * 2. In silence a suspicion may come first. Exactly one of started and dismissed follows it, unless `reset` forgets it.
 * 3. `preRoll` of a start is gap-free audio that ends with the frame just pushed: pre-roll plus the frames pushed later
 *    is everything said.
 * 4. No event lies in the future: `at` is never after the end of the frame just pushed.
 */

import type { SampleTime } from '../../contract/ids.ts';
import type { AudioFrame } from '../audio/audio-frame.ts';
import { FRAME_MS, FRAME_SAMPLES, msToSamples } from '../audio/audio-frame.ts';
import { rmsDbfs } from '../audio/level.ts';
import { RingBuffer } from '../audio/ring-buffer.ts';

export interface SpeechDetectorConfig {
  /** A frame above this probability may begin speech, or resume it. */
  readonly startProbability: number;
  /** Once begun, only a frame below this is silent. Below `startProbability`, so that a weak syllable is no pause. */
  readonly endProbability: number;
  /** Frames in a row that make a suspicion: 1 is 32 ms, soon enough to lower one's own voice, too soon to stop it. */
  readonly suspectFrames: number;
  /** Frames in a row that make speech: 4 are 128 ms. A click or a cough of fewer never starts an utterance. */
  readonly minSpeechFrames: number;
  /** Frames in a row that resume speech after a pause: fewer than start it, because a voice is already known to be there. */
  readonly minResumeFrames: number;
  /** Silent frames in a row that make a pause: 3 are 96 ms, long enough that transcription may begin on it. */
  readonly pauseFrames: number;
  /**
   * So much below the loudest frame of an utterance nothing is said, whatever the model thinks: it hears a voice for
   * some 100 ms after it ended. In noise no frame is that quiet, and the model decides alone.
   */
  readonly quietDb: number;
  /** Quiet frames in a row that make a pause: one more than silent ones, because plosives begin with 100 ms of closure. */
  readonly quietPauseFrames: number;
  /** Audio kept from before the first speech frame: onsets such as "f" and "h" are quiet. */
  readonly preRollMs: number;
}

export const DEFAULT_SPEECH_DETECTOR_CONFIG: SpeechDetectorConfig = {
  startProbability: 0.5,
  endProbability: 0.35,
  suspectFrames: 1,
  minSpeechFrames: 4,
  minResumeFrames: 2,
  pauseFrames: 3,
  quietDb: 35,
  quietPauseFrames: 4,
  preRollMs: 512,
};

export type SpeechEvent =
  | {
      readonly type: 'speech.suspected';
      /** First sample of the first frame that sounds like speech. */
      readonly at: SampleTime;
    }
  | {
      readonly type: 'speech.dismissed';
      /** End of the last frame that sounded like speech. */
      readonly at: SampleTime;
    }
  | {
      readonly type: 'speech.started';
      /** First sample of the first speech frame. */
      readonly at: SampleTime;
      /** From `preRollMs` before `at` (or less, near the start of capture) to the end of the frame just pushed. */
      readonly preRoll: Float32Array;
      /** Time of the first sample of `preRoll`. */
      readonly preRollAt: SampleTime;
    }
  | {
      readonly type: 'speech.paused';
      /** End of the last speech frame. */
      readonly at: SampleTime;
    }
  | {
      readonly type: 'speech.resumed';
      /** First sample of the first speech frame after the pause. */
      readonly at: SampleTime;
    };

type State =
  | {
      readonly kind: 'silent' | 'paused';
      /** Where a run of speech frames began that is still too short to count. */
      readonly onset: SampleTime | undefined;
      readonly speechFrames: number;
      /** A suspicion was told and awaits its end. */
      readonly isSuspected: boolean;
    }
  | {
      readonly kind: 'speaking';
      readonly speechEnd: SampleTime;
      readonly silentFrames: number;
      readonly quietFrames: number;
    };

const SILENT: State = { kind: 'silent', onset: undefined, speechFrames: 0, isSuspected: false };
const PAUSED: State = { kind: 'paused', onset: undefined, speechFrames: 0, isSuspected: false };

export class SpeechDetector {
  readonly #config: SpeechDetectorConfig;
  readonly #recent: RingBuffer;
  #state: State = SILENT;
  /** The loudest frame of this utterance. */
  #loudestDbfs = -Infinity;

  constructor(config: SpeechDetectorConfig = DEFAULT_SPEECH_DETECTOR_CONFIG) {
    this.#config = config;
    this.#recent = new RingBuffer(msToSamples(config.preRollMs + config.minSpeechFrames * FRAME_MS));
  }

  /** What the user is doing, as of the last frame. A pause is the silence after speech, until `endUtterance`. */
  get state(): 'silent' | 'speaking' | 'paused' {
    return this.#state.kind;
  }

  /** Takes the next frame, and the probability that it holds speech. At most one event a frame. */
  push(frame: AudioFrame, probability: number): SpeechEvent | undefined {
    this.#recent.push(frame.pcm);
    const end = (frame.at + FRAME_SAMPLES) as SampleTime;
    const levelDbfs = rmsDbfs(frame.pcm);
    if (this.#state.kind === 'speaking') {
      this.#loudestDbfs = Math.max(this.#loudestDbfs, levelDbfs);
      return this.#whileSpeaking(this.#state, probability, this.#isQuiet(levelDbfs), end);
    }
    const heard = this.#state.kind === 'paused' && this.#isQuiet(levelDbfs) ? 0 : probability;
    const event = this.#whileSilent(this.#state, heard, frame.at, end);
    if (event?.type === 'speech.started') this.#loudestDbfs = levelDbfs;
    return event;
  }

  /**
   * The turn is over: what comes next is a new utterance with a pre-roll of its own. A sound that has just begun belongs
   * to that.
   */
  endUtterance(): void {
    this.#state = this.#state.kind === 'speaking' ? SILENT : { ...this.#state, kind: 'silent' };
  }

  /** Forgets everything: audio, and an open suspicion too. */
  reset(): void {
    this.#state = SILENT;
    this.#recent.clear();
  }

  #isQuiet(levelDbfs: number): boolean {
    return levelDbfs < this.#loudestDbfs - this.#config.quietDb;
  }

  #whileSpeaking(
    state: Extract<State, { kind: 'speaking' }>,
    probability: number,
    isQuiet: boolean,
    end: SampleTime,
  ): SpeechEvent | undefined {
    const { endProbability, pauseFrames, quietPauseFrames } = this.#config;
    const isVoice = probability >= endProbability;
    const silentFrames = isVoice ? 0 : state.silentFrames + 1;
    const quietFrames = isQuiet ? state.quietFrames + 1 : 0;
    if (silentFrames < pauseFrames && quietFrames < quietPauseFrames) {
      const speechEnd = isVoice && !isQuiet ? end : state.speechEnd;
      this.#state = { kind: 'speaking', speechEnd, silentFrames, quietFrames };
      return undefined;
    }
    this.#state = PAUSED;
    return { type: 'speech.paused', at: state.speechEnd };
  }

  #whileSilent(
    state: Exclude<State, { kind: 'speaking' }>,
    probability: number,
    at: SampleTime,
    end: SampleTime,
  ): SpeechEvent | undefined {
    const { startProbability, endProbability, suspectFrames, minSpeechFrames, minResumeFrames } = this.#config;
    const isSpeech = state.onset === undefined ? probability > startProbability : probability >= endProbability;
    if (!isSpeech) {
      this.#state = state.kind === 'silent' ? SILENT : PAUSED;
      return state.isSuspected ? { type: 'speech.dismissed', at } : undefined;
    }
    const onset = state.onset ?? at;
    const speechFrames = state.speechFrames + 1;
    if (speechFrames < (state.kind === 'silent' ? minSpeechFrames : minResumeFrames)) {
      const suspects = state.kind === 'silent' && speechFrames >= suspectFrames && !state.isSuspected;
      this.#state = { kind: state.kind, onset, speechFrames, isSuspected: suspects || state.isSuspected };
      return suspects ? { type: 'speech.suspected', at: onset } : undefined;
    }
    this.#state = { kind: 'speaking', speechEnd: end, silentFrames: 0, quietFrames: 0 };
    if (state.kind === 'paused') return { type: 'speech.resumed', at: onset };
    const preRoll = this.#recent.latest();
    return { type: 'speech.started', at: onset, preRoll, preRollAt: (end - preRoll.length) as SampleTime };
  }
}
