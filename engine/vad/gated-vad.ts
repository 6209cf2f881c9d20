/**
 * Voice activity detection that costs little while nobody speaks. Most of what a model costs then is not its arithmetic but
 * that it is woken for every frame: frames that are clearly the noise of the room wait, and are judged many at once. In a
 * silent room they are not judged at all until there is a sound.
 *
 * Invariants:
 * 1. The model sees all frames that wait, in order, before the first that is not quiet: its memory is what it would be
 *    without the gate, and so is its judgement of every frame that is not quiet. In a silent room the last two seconds
 *    are memory enough: of the edges of a voice at -50 dBFS or more, two in a thousand come out otherwise.
 * 2. In any other room, should it hear a voice in frames that waited, the gate opens: a voice that the gate takes for the room is heard
 *    `WAITING_FRAMES` late, which is within the pre-roll, and never lost.
 * 3. The gate closes only after the model has heard no speech for a while.
 */

import type { AudioFrame } from '../audio/audio-frame.ts';
import { FRAME_SAMPLES } from '../audio/audio-frame.ts';
import { EnergyGate } from './energy-gate.ts';
import type { VoiceActivityDetector } from './vad.ts';

/** Half a second: what a speech detector keeps from before the first speech frame. */
const WAITING_FRAMES = 16;
/** Two seconds. */
const WAITING_FRAMES_IN_SILENCE = 64;
/** A frame that the model finds less likely than this is noise to learn from. */
const SURELY_NO_SPEECH = 0.15;
/** Quiet frames until the gate closes: few after a knock, a second after a voice, which may go on. */
const CLOSE_AFTER_KNOCK_FRAMES = 4;
const CLOSE_AFTER_VOICE_FRAMES = 32;

/**
 * Takes `model` over: closing the gated detector closes it. A frame that waits has probability 0, unless it is the last
 * that may wait.
 */
export function withEnergyGate(model: VoiceActivityDetector): VoiceActivityDetector {
  return new GatedVad(model);
}

class GatedVad implements VoiceActivityDetector {
  readonly #model: VoiceActivityDetector;
  readonly #gate = new EnergyGate();
  /** Quiet frames that the model has not seen yet, oldest first. Only while the gate is closed. */
  #waiting: AudioFrame[] = [];
  #isOpen = true;
  /** Frames in a row that were quiet and no speech. */
  #quietFrames = 0;
  #closeAfterFrames = CLOSE_AFTER_VOICE_FRAMES;

  constructor(model: VoiceActivityDetector) {
    this.#model = model;
  }

  async process(frame: AudioFrame): Promise<number> {
    const isQuiet = frame.pcm.length === FRAME_SAMPLES && this.#gate.isQuiet(frame.pcm);
    if (!this.#isOpen && isQuiet && this.#mayWait()) {
      this.#gate.learn();
      this.#waiting.push(frame);
      return 0;
    }
    if (!this.#isOpen && !isQuiet) this.#open(CLOSE_AFTER_KNOCK_FRAMES);
    await this.#catchUp();
    const probability = await this.#model.process(frame);
    if (probability < SURELY_NO_SPEECH) this.#gate.learn();
    this.#judged(isQuiet, probability);
    return probability;
  }

  reset(): void {
    this.#model.reset();
    this.#gate.reset();
    this.#waiting = [];
    this.#open(CLOSE_AFTER_VOICE_FRAMES);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // From now on the model answers every frame, and refuses it.
    this.reset();
    await this.#model[Symbol.asyncDispose]();
  }

  #mayWait(): boolean {
    if (this.#waiting.length < WAITING_FRAMES - 1) return true;
    if (!this.#gate.isSilentRoom) return false;
    if (this.#waiting.length >= WAITING_FRAMES_IN_SILENCE) this.#waiting.shift();
    return true;
  }

  async #catchUp(): Promise<void> {
    const frames = this.#waiting;
    this.#waiting = [];
    for (const frame of frames) this.#judged(true, await this.#model.process(frame));
  }

  #judged(isQuiet: boolean, probability: number): void {
    if (probability >= SURELY_NO_SPEECH) {
      this.#open(CLOSE_AFTER_VOICE_FRAMES);
      return;
    }
    this.#quietFrames = isQuiet ? this.#quietFrames + 1 : 0;
    if (this.#quietFrames >= this.#closeAfterFrames) this.#isOpen = false;
  }

  #open(closeAfterFrames: number): void {
    this.#isOpen = true;
    this.#quietFrames = 0;
    this.#closeAfterFrames = closeAfterFrames;
  }
}
