/** From the microphone to the edges of speech: the first stretch of the pipeline, up to what the turn machine hears. */

import type { SampleTime } from '../../contract/ids.ts';
import { FRAME_SAMPLES } from '../audio/audio-frame.ts';
import type { Clock } from '../base/clock.ts';
import type { Microphone } from '../capture/capture.ts';
import { SpeechDetector } from '../vad/speech-detector.ts';
import type { VoiceActivityDetector } from '../vad/vad.ts';
import { Utterance } from './utterance.ts';

export interface ListeningEvents {
  started(at: SampleTime): void;
  /** A pause of the user: `utterance` holds all they said in this turn, `atMs` is when they fell silent. */
  paused(at: SampleTime, utterance: Utterance, atMs: number): void;
  resumed(at: SampleTime): void;
  /** Captured time has reached `now`. */
  advanced(now: SampleTime): void;
}

/** Longer than a pause takes to be noticed: 32 frames are a second. */
const REMEMBERED_ARRIVALS = 32;

export class Listening {
  readonly #vad: VoiceActivityDetector;
  readonly #clock: Clock;
  readonly #events: ListeningEvents;
  readonly #detector = new SpeechDetector();
  /** Wall time at which the last frames arrived, newest last. */
  readonly #arrivals: { readonly end: SampleTime; readonly atMs: number }[] = [];
  #utterance: Utterance | undefined;

  constructor(vad: VoiceActivityDetector, clock: Clock, events: ListeningEvents) {
    this.#vad = vad;
    this.#clock = clock;
    this.#events = events;
  }

  /** Listens until the microphone ends or `signal` aborts. `mayListen` holds back each frame until it resolves. */
  async run(microphone: Microphone, signal: AbortSignal, mayListen?: () => Promise<void>): Promise<void> {
    for await (const frame of microphone.frames(signal)) {
      await mayListen?.();
      const end = (frame.at + FRAME_SAMPLES) as SampleTime;
      this.#arrived(end);
      const event = this.#detector.push(frame, await this.#vad.process(frame));
      if (event?.type === 'speech.started') {
        this.#utterance = new Utterance(event.preRoll, event.preRollAt);
        this.#events.started(event.at);
      } else {
        this.#utterance?.append(frame.pcm);
      }
      if (event?.type === 'speech.resumed') this.#events.resumed(event.at);
      if (event?.type === 'speech.paused' && this.#utterance !== undefined) {
        this.#events.paused(event.at, this.#utterance, this.#arrivalOf(event.at));
      }
      this.#events.advanced(end);
    }
    this.#endOfCapture();
  }

  /** The turn is over: what comes next is a new utterance. */
  endUtterance(): void {
    this.#utterance = undefined;
    this.#detector.endUtterance();
  }

  /** Someone who was still speaking when the recording ended has finished. */
  #endOfCapture(): void {
    const last = this.#arrivals.at(-1);
    if (last === undefined || this.#utterance === undefined || this.#detector.state !== 'speaking') return;
    this.#events.paused(last.end, this.#utterance, last.atMs);
  }

  #arrived(end: SampleTime): void {
    this.#arrivals.push({ end, atMs: this.#clock.nowMs() });
    if (this.#arrivals.length > REMEMBERED_ARRIVALS) this.#arrivals.shift();
  }

  #arrivalOf(at: SampleTime): number {
    const frame = this.#arrivals.find(({ end }) => end >= at);
    return frame?.atMs ?? this.#clock.nowMs();
  }
}
