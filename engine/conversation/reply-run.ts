/**
 * One attempt at a reply, from the prompt to the loudspeaker.
 *
 * Invariants:
 * 1. It may begin as a draft: until `commit` nothing leaves it, neither text nor sound.
 * 2. Text is read from the model at the model's pace; speaking never slows it down.
 * 3. It ends exactly once: `spoken`, `stopped` or `failed`. After `stop` nothing more comes out of it.
 * 4. A voice that fails costs the sound, never the text.
 */

import type { Emotion } from '../../contract/emotions.ts';
import { SottoFault, toFault } from '../../contract/faults.ts';
import type { ReplyId } from '../../contract/ids.ts';
import type { Sound } from '../audio/audio-frame.ts';
import { AsyncQueue } from '../base/async-queue.ts';
import { EmotionTags, emotionAt } from '../reply/emotion-tags.ts';
import type { ChatMessage, GenerateRequest, LanguageModel, ReplyDelta, TokenUsage } from '../reply/language-model.ts';
import { sanitiseReply } from '../reply/reply-stream.ts';
import type { ToolAnswer } from '../tools/toolbox.ts';
import type { PlayedSegment } from '../tts/heard-text.ts';
import { withoutLeadIn } from '../tts/lead-in.ts';
import type { Segmenter } from '../tts/segmenter.ts';
import type { SpeechSegment, SpokenSegment } from '../tts/speech-segment.ts';
import { synthesizeAhead, type Voice } from '../tts/synthesize-ahead.ts';
import type { Synthesizer } from '../tts/tts.ts';

export interface ReplySteps {
  firstToken(): void;
  firstClause(): void;
  firstAudioReady(): void;
  delta(text: string): void;
  /** All text is there; sound may still be playing. */
  completed(text: string, reason: 'end' | 'length', usage: TokenUsage): void;
  /** Sound that is about to be handed to the loudspeaker, from this sample of the reply on. */
  segment(segment: PlayedSegment, startSample: number, sampleRateHz: number, emotion: Emotion | undefined): void;
  /** The voice failed; the reply goes on in text. */
  voiceFailed(fault: SottoFault): void;
  /** Everything was handed to the loudspeaker, or there is none. */
  spoken(): void;
  failed(fault: SottoFault): void;
}

export interface ReplyParts {
  readonly model: LanguageModel;
  readonly options: Pick<GenerateRequest, 'maxTokens' | 'temperature'>;
  /** Absent when the reply is text only. */
  readonly voice: { readonly synthesizer: Synthesizer; readonly style: Voice } | undefined;
  /** So that it need not announce itself. */
  readonly assistantName: string;
  readonly segmenter: () => Segmenter;
  /** Resolves when there is room for more. */
  readonly play: (reply: ReplyId, sound: Sound) => Promise<void>;
}

/** What a reply is made from: messages for the model, or an answer that needs none. */
export type ReplySource = readonly ChatMessage[] | ToolAnswer;

/** Segments between the model and the voice: more than the longest reply has. */
const SEGMENT_QUEUE = 256;

export class ReplyRun {
  readonly id: ReplyId;
  readonly #parts: ReplyParts;
  readonly #steps: ReplySteps;
  readonly #abort = new AbortController();
  readonly #committed: Promise<void>;
  #commit: () => void = () => undefined;
  #heldText = '';
  #isCommitted = false;
  /** All text the model has given so far. */
  text = '';
  #generatedTokens = 0;
  #synthesisedMs = 0;
  readonly #tags = new EmotionTags();
  readonly #sounds: Sound[] = [];
  /** What was handed to the loudspeaker, in order. */
  readonly handedOver: PlayedSegment[] = [];

  /** @param source resolves to undefined when there is nothing to answer. */
  constructor(id: ReplyId, source: Promise<ReplySource | undefined>, parts: ReplyParts, steps: ReplySteps) {
    this.id = id;
    this.#parts = parts;
    this.#steps = steps;
    this.#committed = new Promise((resolve) => {
      this.#commit = resolve;
    });
    void this.#run(source);
  }

  /** Nothing of it is heard: it is read. */
  get isSilent(): boolean {
    return this.#parts.voice === undefined;
  }

  get stopped(): boolean {
    return this.#abort.signal.aborted;
  }

  commit(): void {
    this.#isCommitted = true;
    if (this.#heldText !== '') this.#steps.delta(this.#heldText);
    this.#heldText = '';
    this.#commit();
  }

  stop(): void {
    this.#abort.abort();
  }

  async #run(awaited: Promise<ReplySource | undefined>): Promise<void> {
    try {
      const source = await awaited;
      if (source === undefined || this.stopped) return;
      const segments = new AsyncQueue<SpeechSegment>(SEGMENT_QUEUE);
      const read = this.#read(typeof source === 'function' ? this.#done(source) : this.#modelled(source), segments);
      const spoken = this.#speak(segments);
      // A failed model closes the queue, so the voice ends too; its failure is the one to report.
      await read.catch((error: unknown) => {
        segments.close();
        throw error;
      });
      await spoken;
      if (!this.stopped) this.#steps.spoken();
    } catch (error) {
      if (this.stopped) return;
      const fault = toFault(error);
      this.#steps.failed(new SottoFault(fault.code, fault.message, { stage: fault.stage ?? 'reply', cause: error }));
    }
  }

  /** What was made of it so far. */
  get work(): { generatedTokens: number; synthesisedMs: number } {
    return { generatedTokens: this.#generatedTokens, synthesisedMs: this.#synthesisedMs };
  }

  /** The first samples of what was handed over; undefined when there was nothing. */
  sound(samples: number): Sound | undefined {
    const [first] = this.#sounds;
    if (first === undefined) return undefined;
    const length = Math.min(
      samples,
      this.#sounds.reduce((sum, { pcm: part }) => sum + part.length, 0),
    );
    const pcm = new Float32Array(length);
    let filled = 0;
    for (const { pcm: part } of this.#sounds) {
      const kept = part.subarray(0, length - filled);
      pcm.set(kept, filled);
      filled += kept.length;
    }
    return { pcm, sampleRateHz: first.sampleRateHz };
  }

  #modelled(messages: readonly ChatMessage[]): AsyncIterable<ReplyDelta> {
    const { model, options } = this.#parts;
    return model.generate({ messages, ...options, priority: 'foreground' }, this.#abort.signal);
  }

  /** Nothing is done for a turn that is not one yet. */
  async *#done(answer: ToolAnswer): AsyncGenerator<ReplyDelta> {
    await this.#committed;
    if (this.stopped) return;
    yield { type: 'text', text: await answer(this.#abort.signal) };
    yield { type: 'finished', reason: 'end', usage: { promptTokens: 0, evaluatedTokens: 0, generatedTokens: 0 } };
  }

  async #read(deltas: AsyncIterable<ReplyDelta>, segments: AsyncQueue<SpeechSegment>): Promise<void> {
    const { assistantName, segmenter: newSegmenter } = this.#parts;
    const segmenter = newSegmenter();
    let first = true;
    for await (const delta of sanitiseReply(deltas, assistantName)) {
      if (this.stopped) return;
      if (delta.type === 'finished') {
        this.#take(this.#tags.end(), segmenter, segments);
        for (const segment of segmenter.flush()) this.#queue(segments, segment);
        segments.close();
        await this.#committed;
        if (!this.stopped) this.#steps.completed(this.text, delta.reason, delta.usage);
        return;
      }
      // The model gives a text for each token, or a little less often.
      this.#generatedTokens += 1;
      if (first) this.#steps.firstToken();
      first = false;
      this.#take(this.#tags.push(delta.text), segmenter, segments);
    }
  }

  #take(text: string, segmenter: Segmenter, segments: AsyncQueue<SpeechSegment>): void {
    if (text === '') return;
    this.#say(text);
    for (const segment of segmenter.push(text)) this.#queue(segments, segment);
  }

  #say(text: string): void {
    this.text += text;
    if (this.#isCommitted) this.#steps.delta(text);
    else this.#heldText += text;
  }

  #queue(segments: AsyncQueue<SpeechSegment>, segment: SpeechSegment): void {
    if (segment.sequence === 0) this.#steps.firstClause();
    segments.push(segment);
  }

  async #speak(segments: AsyncQueue<SpeechSegment>): Promise<void> {
    const { voice, play } = this.#parts;
    if (voice === undefined) {
      for await (const _ of segments) if (this.stopped) return;
      return;
    }
    try {
      const spoken = synthesizeAhead(segments, voice.synthesizer, voice.style, this.#abort.signal);
      for await (const segment of spoken) {
        this.#synthesisedMs += (segment.audio.pcm.length * 1000) / segment.audio.sampleRateHz;
        if (this.handedOver.length === 0) this.#steps.firstAudioReady();
        await this.#committed;
        if (this.stopped) return;
        const audio = this.handedOver.length === 0 ? withoutLeadIn(segment.audio) : segment.audio;
        const startSample = this.handedOver.reduce((sum, { samples }) => sum + samples, 0);
        const handed = played({ ...segment, audio });
        const textBefore = this.handedOver.reduce((sum, { text }) => sum + text.length, 0);
        const emotion = emotionAt(this.#tags.felt, textBefore + segment.spokenFrom);
        this.handedOver.push(handed);
        this.#sounds.push(audio);
        this.#steps.segment(handed, startSample, audio.sampleRateHz, emotion);
        await play(this.id, audio);
      }
    } catch (error) {
      if (this.stopped) return;
      const fault = toFault(error);
      this.#steps.voiceFailed(new SottoFault(fault.code, fault.message, { stage: fault.stage ?? 'tts', cause: error }));
    }
  }
}

function played({ audio, ...segment }: SpokenSegment): PlayedSegment {
  const samples = audio.pcm.length;
  return { ...segment, samples, durationMs: (samples * 1000) / audio.sampleRateHz, visemes: audio.visemes };
}
