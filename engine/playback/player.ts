/**
 * Plays replies, one at a time, and knows what was heard of each. A reply can be ducked, held and taken up again.
 *
 * Invariants:
 * 1. Only segments of the current reply are played; anything else is dropped here, the one gate.
 * 2. `heardSamples` counts from the reply's first sample and is the only truth about what the user heard; what is said
 *    a second time after a hold counts once.
 * 3. Each reply that started ends exactly once, as finished or as stopped.
 */

import { SottoFault, toFault } from '../../contract/faults.ts';
import type { ReplyId } from '../../contract/ids.ts';
import type { Sound } from '../audio/audio-frame.ts';
import { systemClock, type Timekeeper } from '../base/clock.ts';
import type { OpenSpeaker, Speaker } from './playback.ts';
import { ReplySound } from './reply-sound.ts';

export interface PlayerListener {
  started(reply: ReplyId, sampleRateHz: number): void;
  progressed(reply: ReplyId, heardSamples: number, sampleRateHz: number): void;
  finished(reply: ReplyId, heardSamples: number, sampleRateHz: number): void;
  failed(reply: ReplyId, error: SottoFault): void;
}

/** Audio queued ahead of the ear: bridges a late segment, and is dropped on a barge-in. */
const QUEUE_AHEAD_MS = 3000;
/** A clock for lips that move with the sound. */
const PROGRESS_EVERY_MS = 80;
/** Quiet enough to talk over, loud enough to know that it goes on. */
const DUCKED_DB = -18;
/** Longer than a word: no further back is a held reply taken up. */
const REWIND_MS = 2000;

/** A stretch that plays without a gap: which sample of the reply left the loudspeaker first, and when on its clock. */
interface Run {
  readonly from: number;
  readonly startSample: number;
}

interface Hold {
  readonly at: number;
  readonly over: Promise<void>;
  readonly end: () => void;
}

interface Playing {
  readonly reply: ReplyId;
  readonly sound: ReplySound;
  run: Run | undefined;
  hold: Hold | undefined;
}

export class Player implements AsyncDisposable {
  readonly #open: OpenSpeaker;
  readonly #listener: PlayerListener;
  readonly #clock: Timekeeper;
  #speaker: Speaker | undefined;
  #playing: Playing | undefined;
  #progress: NodeJS.Timeout | undefined;

  constructor(open: OpenSpeaker, listener: PlayerListener, clock: Timekeeper = systemClock) {
    this.#open = open;
    this.#listener = listener;
    this.#clock = clock;
  }

  begin(reply: ReplyId): void {
    this.#restoreGain();
    this.#playing = { reply, sound: new ReplySound(), run: undefined, hold: undefined };
  }

  /** Queues a segment. Resolves when there is room for the next one, at once when the reply is no longer current. */
  async enqueue(reply: ReplyId, sound: Sound): Promise<void> {
    const playing = this.#current(reply);
    if (playing === undefined || sound.pcm.length === 0) return;
    const speaker = await this.#speakerAt(sound.sampleRateHz);
    if (this.#current(reply) === undefined) return;
    playing.sound.append(sound.pcm);
    if (playing.hold === undefined) this.#write(playing, speaker, sound.pcm);
    while (this.#current(reply) !== undefined && this.#aheadMs(playing, speaker) > QUEUE_AHEAD_MS) {
      if (playing.hold !== undefined) await playing.hold.over;
      else await this.#clock.delay(Math.min(250, speaker.queuedMs - QUEUE_AHEAD_MS));
    }
  }

  /** No more segments follow: the reply finishes when the queue is heard. */
  async end(reply: ReplyId): Promise<void> {
    const playing = this.#current(reply);
    if (playing === undefined) return;
    try {
      do {
        await playing.hold?.over;
        await this.#speaker?.drained();
      } while (playing.hold !== undefined);
    } catch (error) {
      // The next reply finds whatever device there is by then.
      await this.#speaker?.[Symbol.asyncDispose]();
      this.#speaker = undefined;
      if (this.#current(reply) === undefined) return;
      this.#close(playing);
      const { code, message } = toFault(error);
      return this.#listener.failed(reply, new SottoFault(code, message, { stage: 'playback' }));
    }
    if (this.#current(reply) === undefined) return;
    this.#close(playing);
    this.#listener.finished(reply, playing.sound.length, this.#speaker?.sampleRateHz ?? 0);
  }

  /** Lowers the reply while somebody may be about to speak. */
  duck(): void {
    this.#speaker?.setGain(DUCKED_DB);
  }

  /** Silences the reply at once, without giving it up. @returns how much of it was heard. */
  hold(reply: ReplyId): number {
    const playing = this.#current(reply);
    const speaker = this.#speaker;
    if (playing === undefined || speaker === undefined || playing.hold !== undefined) return 0;
    speaker.flush();
    playing.hold = newHold(this.#heard(playing, speaker));
    return playing.hold.at;
  }

  /** Ends ducking; a reply that was held goes on from `from`, which lies at most REWIND_MS before where it was held. */
  restore(reply: ReplyId, from?: number): void {
    this.#restoreGain();
    const playing = this.#current(reply);
    const speaker = this.#speaker;
    const { hold } = playing ?? {};
    if (playing === undefined || hold === undefined || speaker === undefined) return;
    playing.hold = undefined;
    const position = Math.max(earliest(hold.at, speaker), Math.min(hold.at, from ?? hold.at));
    playing.run = { from: position, startSample: speaker.heardSamples };
    for (const pcm of playing.sound.from(position)) speaker.write(pcm);
    hold.end();
  }

  /** Silences the reply for good. @returns how much of it was heard, in samples of the voice. */
  stop(reply: ReplyId): { heardSamples: number; sampleRateHz: number } {
    const playing = this.#current(reply);
    const speaker = this.#speaker;
    if (playing === undefined || speaker === undefined) return { heardSamples: 0, sampleRateHz: 0 };
    speaker.flush();
    const heardSamples = playing.hold?.at ?? this.#heard(playing, speaker);
    this.#close(playing);
    return { heardSamples, sampleRateHz: speaker.sampleRateHz };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#progress);
    this.#playing = undefined;
    await this.#speaker?.[Symbol.asyncDispose]();
  }

  #current(reply: ReplyId): Playing | undefined {
    return this.#playing?.reply === reply ? this.#playing : undefined;
  }

  #write(playing: Playing, speaker: Speaker, pcm: Float32Array): void {
    const first = playing.run === undefined;
    playing.run ??= { from: 0, startSample: speaker.heardSamples };
    speaker.write(pcm);
    playing.sound.forgetBefore(earliest(this.#heard(playing, speaker), speaker));
    if (first) this.#started(playing, speaker);
  }

  #heard({ run, sound, hold }: Playing, speaker: Speaker): number {
    if (hold !== undefined) return hold.at;
    if (run === undefined) return 0;
    return Math.min(sound.length, Math.max(run.from, run.from + speaker.heardSamples - run.startSample));
  }

  /** What is known of the reply and not heard yet. */
  #aheadMs({ hold, sound }: Playing, speaker: Speaker): number {
    return hold === undefined ? speaker.queuedMs : ((sound.length - hold.at) * 1000) / speaker.sampleRateHz;
  }

  #restoreGain(): void {
    this.#speaker?.setGain(0);
  }

  #started(playing: Playing, speaker: Speaker): void {
    this.#listener.started(playing.reply, speaker.sampleRateHz);
    clearInterval(this.#progress);
    this.#progress = setInterval(() => {
      this.#listener.progressed(playing.reply, this.#heard(playing, speaker), speaker.sampleRateHz);
    }, PROGRESS_EVERY_MS);
    this.#progress.unref();
  }

  #close(playing: Playing): void {
    clearInterval(this.#progress);
    playing.hold?.end();
    playing.hold = undefined;
    this.#restoreGain();
    if (this.#playing === playing) this.#playing = undefined;
  }

  /** A voice of another rate opens the loudspeaker anew. */
  async #speakerAt(sampleRateHz: number): Promise<Speaker> {
    if (this.#speaker !== undefined && this.#speaker.sampleRateHz !== sampleRateHz) {
      await this.#speaker.drained();
      await this.#speaker[Symbol.asyncDispose]();
      this.#speaker = undefined;
    }
    this.#speaker ??= this.#open(sampleRateHz);
    return this.#speaker;
  }
}

function newHold(at: number): Hold {
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { at, over, end };
}

function earliest(heard: number, { sampleRateHz }: Speaker): number {
  return Math.max(0, heard - Math.round((REWIND_MS * sampleRateHz) / 1000));
}
