/**
 * Plays replies, one at a time, and knows what was heard of each.
 *
 * Invariants:
 * 1. Only segments of the current reply are played; anything else is dropped here, the one gate.
 * 2. `heardSamples` counts from the reply's first sample and is the only truth about what the user heard.
 * 3. Each reply that started ends exactly once, as finished or as stopped.
 */

import { SottoFault, toFault } from '../../contract/faults.ts';
import type { ReplyId } from '../../contract/ids.ts';
import type { Sound } from '../audio/audio-frame.ts';
import type { OpenSpeaker, Speaker } from './playback.ts';

export interface PlayerListener {
  started(reply: ReplyId, sampleRateHz: number): void;
  progressed(reply: ReplyId, heardSamples: number, sampleRateHz: number): void;
  finished(reply: ReplyId, heardSamples: number, sampleRateHz: number): void;
  failed(reply: ReplyId, error: SottoFault): void;
}

/** Audio queued ahead of the ear: bridges a late segment, and is dropped on a barge-in. */
const QUEUE_AHEAD_MS = 3000;
const PROGRESS_EVERY_MS = 200;

interface Playing {
  readonly reply: ReplyId;
  /** Speaker clock at the reply's first sample. */
  startSample: number | undefined;
  endOfReply: boolean;
  written: number;
}

export class Player implements AsyncDisposable {
  readonly #open: OpenSpeaker;
  readonly #listener: PlayerListener;
  #speaker: Speaker | undefined;
  #playing: Playing | undefined;
  #progress: NodeJS.Timeout | undefined;

  constructor(open: OpenSpeaker, listener: PlayerListener) {
    this.#open = open;
    this.#listener = listener;
  }

  begin(reply: ReplyId): void {
    this.#playing = { reply, startSample: undefined, endOfReply: false, written: 0 };
  }

  /** Queues a segment. Resolves when there is room for the next one, at once when the reply is no longer current. */
  async enqueue(reply: ReplyId, sound: Sound): Promise<void> {
    const playing = this.#current(reply);
    if (playing === undefined || sound.pcm.length === 0) return;
    const speaker = await this.#speakerAt(sound.sampleRateHz);
    if (this.#current(reply) === undefined) return;
    const first = playing.startSample === undefined;
    playing.startSample ??= speaker.heardSamples;
    speaker.write(sound.pcm);
    playing.written += sound.pcm.length;
    if (first) this.#started(playing, speaker);
    while (this.#current(reply) !== undefined && speaker.queuedMs > QUEUE_AHEAD_MS) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(250, speaker.queuedMs - QUEUE_AHEAD_MS)));
    }
  }

  /** No more segments follow: the reply finishes when the queue is heard. */
  async end(reply: ReplyId): Promise<void> {
    const playing = this.#current(reply);
    if (playing === undefined) return;
    playing.endOfReply = true;
    try {
      await this.#speaker?.drained();
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
    this.#listener.finished(reply, playing.written, this.#speaker?.sampleRateHz ?? 0);
  }

  /** Silences the reply at once. @returns how much of it was heard, in samples of the voice. */
  stop(reply: ReplyId): { heardSamples: number; sampleRateHz: number } {
    const playing = this.#current(reply);
    const speaker = this.#speaker;
    if (playing === undefined || speaker === undefined) return { heardSamples: 0, sampleRateHz: 0 };
    speaker.flush();
    const heardSamples = this.#heard(playing, speaker);
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

  #heard(playing: Playing, speaker: Speaker): number {
    if (playing.startSample === undefined) return 0;
    return Math.min(playing.written, Math.max(0, speaker.heardSamples - playing.startSample));
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
