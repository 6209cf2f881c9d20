/** From the microphone to the edges of speech: the first stretch of the pipeline, up to what the turn machine hears. */

import type { SampleTime } from '../../contract/ids.ts';
import { type AudioFrame, FRAME_SAMPLES } from '../audio/audio-frame.ts';
import type { Clock } from '../base/clock.ts';
import type { Microphone } from '../capture/capture.ts';
import { SpeechDetector, type SpeechEvent } from '../vad/speech-detector.ts';
import type { VoiceActivityDetector } from '../vad/vad.ts';
import { Utterance } from './utterance.ts';

export interface ListeningEvents {
  /** A sound that may become speech: 64 ms of it. Either speech starts, or it is dismissed. */
  suspected(at: SampleTime): void;
  dismissed(at: SampleTime): void;
  started(at: SampleTime): void;
  /** A pause of the user: `utterance` holds all they said in this turn, `atMs` is when they fell silent. */
  paused(at: SampleTime, utterance: Utterance, atMs: number): void;
  resumed(at: SampleTime): void;
  /** Captured time has reached `now`; `speaking` is what somebody is saying. */
  advanced(now: SampleTime, speaking: Utterance | undefined): void;
}

/** Longer than a pause takes to be noticed: 32 frames are a second. */
const REMEMBERED_FRAMES = 32;
/** Who presses a key often speaks a little before it is down: 16 frames are half a second. */
const PRE_ROLL_FRAMES = 16;

interface Arrival {
  readonly frame: AudioFrame;
  readonly end: SampleTime;
  /** Wall time. */
  readonly atMs: number;
}

export class Listening {
  readonly #vad: VoiceActivityDetector;
  readonly #clock: Clock;
  readonly #events: ListeningEvents;
  readonly #detector = new SpeechDetector();
  /** The last frames, newest last. */
  readonly #recent: Arrival[] = [];
  #utterance: Utterance | undefined;
  /** A key holds the utterance open, whatever the voice does. */
  #isHeld = false;

  constructor(vad: VoiceActivityDetector, clock: Clock, events: ListeningEvents) {
    this.#vad = vad;
    this.#clock = clock;
    this.#events = events;
  }

  /** What somebody is saying at this moment. */
  get speaking(): Utterance | undefined {
    return this.#detector.state === 'speaking' ? this.#utterance : undefined;
  }

  /** Listens until the microphone ends or `signal` aborts. `mayListen` holds back each frame until it resolves. */
  async run(microphone: Microphone, signal: AbortSignal, mayListen?: () => Promise<void>): Promise<void> {
    for await (const frame of microphone.frames(signal)) {
      await mayListen?.();
      const end = (frame.at + FRAME_SAMPLES) as SampleTime;
      this.#arrived(frame, end);
      const probability = await this.#vad.process(frame);
      const event = this.#detector.push(frame, probability);
      if (event?.type === 'speech.started' && !this.#isHeld) {
        this.#utterance = new Utterance(event.preRoll, event.preRollAt);
      } else if (event?.type === 'speech.resumed' && this.#utterance === undefined) {
        this.#utterance = this.#lately();
      } else {
        this.#utterance?.append(frame.pcm);
      }
      this.#utterance?.noteVoice(probability);
      if (event !== undefined) this.#tell(event);
      this.#events.advanced(end, this.speaking);
    }
    this.#endOfCapture();
  }

  /** A key is down: everything belongs to one utterance until it is let go. */
  hold(): void {
    this.#utterance = this.#lately();
    this.#isHeld = true;
  }

  /** The key is let go. @returns what was said meanwhile, until when, and that on the wall clock. */
  release(): { at: SampleTime; utterance: Utterance; atMs: number } | undefined {
    this.#isHeld = false;
    const last = this.#recent.at(-1);
    const utterance = this.#utterance;
    return last === undefined || utterance === undefined ? undefined : { at: last.end, utterance, atMs: last.atMs };
  }

  /** What is being said is not for us: it is forgotten until whoever says it pauses and goes on. */
  ignore(): void {
    if (this.#detector.state === 'silent') return;
    this.#utterance = undefined;
  }

  /** The turn is over: what comes next is a new utterance. */
  endUtterance(): void {
    this.#utterance = undefined;
    this.#detector.endUtterance();
  }

  /** An utterance that begins with what was heard just now. */
  #lately(): Utterance {
    const frames = this.#recent.slice(-PRE_ROLL_FRAMES).map(({ frame }) => frame);
    const utterance = new Utterance(new Float32Array(), frames[0]?.at ?? (0 as SampleTime));
    for (const { pcm } of frames) utterance.append(pcm);
    return utterance;
  }

  #tell(event: SpeechEvent): void {
    switch (event.type) {
      case 'speech.suspected':
        this.#events.suspected(event.at);
        return;
      case 'speech.dismissed':
        this.#events.dismissed(event.at);
        return;
      case 'speech.started':
        this.#events.started(event.at);
        return;
      case 'speech.resumed':
        this.#events.resumed(event.at);
        return;
      case 'speech.paused':
        if (this.#utterance !== undefined) this.#events.paused(event.at, this.#utterance, this.#arrivalOf(event.at));
    }
  }

  /** Someone who was still speaking when the recording ended has finished. */
  #endOfCapture(): void {
    const last = this.#recent.at(-1);
    if (last === undefined || this.speaking === undefined) return;
    this.#events.paused(last.end, this.speaking, last.atMs);
  }

  #arrived(frame: AudioFrame, end: SampleTime): void {
    this.#recent.push({ frame, end, atMs: this.#clock.nowMs() });
    if (this.#recent.length > REMEMBERED_FRAMES) this.#recent.shift();
  }

  #arrivalOf(at: SampleTime): number {
    return this.#recent.find(({ end }) => end >= at)?.atMs ?? this.#clock.nowMs();
  }
}
