/** A conversation with every stage faked, for its tests. */

import type { TestContext } from 'node:test';
import type { EngineEvent, EngineEventType } from '../../contract/events.ts';
import type { ConversationId } from '../../contract/ids.ts';
import { type Settings, settings } from '../../contract/settings.ts';
import { FRAME_SAMPLES, msToSamples } from '../audio/audio-frame.ts';
import { systemClock } from '../base/clock.ts';
import { FakeMicrophone } from '../capture/fake-microphone.ts';
import type { DocumentSource } from '../knowledge/document-source.ts';
import { FakeSpeaker } from '../playback/fake-speaker.ts';
import { createFakeLanguageModel } from '../reply/fake-language-model.ts';
import type { GenerateRequest } from '../reply/language-model.ts';
import { FakeConversationStore } from '../storage/fake-conversation-store.ts';
import { FakeTranscriber } from '../stt/fake-stt.ts';
import { createFakeSynthesizer, type FakeOutcome } from '../tts/fake-tts.ts';
import { Segmenter } from '../tts/segmenter.ts';
import type { EndOfTurnModel } from '../turn/endpointing/endpointing.ts';
import { loadPhrases } from '../turn/phrases/phrases.ts';
import type { TurnConfig } from '../turn/turn-machine.ts';
import { FakeVad } from '../vad/fake-vad.ts';
import { Conversation } from './conversation.ts';
import type { ConversationPorts } from './conversation-ports.ts';
import { Dialogue } from './dialogue.ts';
import type { TurnTaking } from './ear.ts';

export interface Script {
  /** What is heard, one text a transcription. */
  readonly hears?: readonly string[];
  readonly answers?: (request: GenerateRequest) => string | 'hang';
  readonly voice?: readonly FakeOutcome[];
  readonly sounds?: 'complete' | 'cut short';
  readonly store?: FakeConversationStore;
  readonly continues?: ConversationId;
  readonly turnTaking?: TurnTaking;
  readonly settings?: Partial<Settings['turnTaking']>;
  readonly rest?: TurnConfig['rest'];
  readonly tools?: ConversationPorts['tools'];
  readonly documents?: DocumentSource;
}

/** Microphone and loudspeaker are in the hand of the test. */
export class Room {
  readonly microphone = new FakeMicrophone();
  readonly events: EngineEvent[] = [];
  readonly prompts: GenerateRequest[] = [];
  readonly store: FakeConversationStore;
  readonly conversation: Conversation;
  readonly dialogue: Dialogue;
  speaker = new FakeSpeaker(16_000);
  #waiting: { readonly type: EngineEventType; readonly resolve: (event: EngineEvent) => void }[] = [];
  #seen = 0;

  constructor(t: TestContext, script: Script = {}) {
    this.store = script.store ?? new FakeConversationStore();
    const hears = [...(script.hears ?? ['what time is it'])];
    const model = createFakeLanguageModel({
      answer: (request) => {
        this.prompts.push(request);
        return (script.answers ?? (() => 'It is noon. The sun is high.'))(request);
      },
    });
    const endOfTurn: EndOfTurnModel = {
      predict: async () => (script.sounds === 'cut short' ? 0.05 : 0.95),
      [Symbol.asyncDispose]: async () => undefined,
    };
    const onEvent = (event: EngineEvent): void => this.#record(event);
    this.dialogue = new Dialogue({
      model,
      store: this.store,
      persona: { name: 'Sotto', instructions: '' },
      conversationId: script.continues,
      documents: script.documents,
      onEvent,
    });
    this.conversation = new Conversation(
      {
        clock: systemClock,
        vad: new FakeVad(),
        transcriber: new FakeTranscriber(() => (hears.length > 1 ? (hears.shift() ?? '') : (hears[0] ?? ''))),
        endOfTurn,
        dialogue: this.dialogue,
        ...(script.tools === undefined ? {} : { tools: script.tools }),
        tracer: undefined,
        keepSound: undefined,
        reply: {
          model,
          options: { maxTokens: 100, temperature: 0 },
          voice: {
            synthesizer: createFakeSynthesizer({ outcomes: script.voice ?? [] }),
            style: { speaker: 0, speed: 1 },
          },
          assistantName: 'Sotto',
          segmenter: () => new Segmenter({ language: 'en' }),
        },
        openSpeaker: () => this.speaker,
      },
      {
        transcript: { language: 'en', terms: [] },
        turnTaking: { ...settings.parse({}).turnTaking, eagerness: 0.5, ...script.settings },
        phrases: loadPhrases('en'),
        wakePhrases: ['hey sotto'],
        assistantName: 'Sotto',
        turn: {
          unscoredDelaySamples: msToSamples(1500),
          eagerThreshold: 0.5,
          holdAfterSamples: msToSamples(64),
          yieldAfterSamples: msToSamples(1500),
          verdictPatienceSamples: msToSamples(1500),
          backchannelPauseSamples: msToSamples(700),
          rest: script.rest ?? { kind: 'listening' },
        },
      },
      onEvent,
    );
    t.after(() => this.conversation[Symbol.asyncDispose]());
  }

  listen(turnTaking: TurnTaking = 'full-duplex'): Promise<void> {
    return this.conversation.converse(this.microphone, new AbortController().signal, turnTaking);
  }

  speak(ms: number): void {
    const samples = Math.ceil(msToSamples(ms) / FRAME_SAMPLES) * FRAME_SAMPLES;
    this.microphone.hear(Float32Array.from({ length: samples }, (_, i) => 0.5 * Math.sin(i / 5)));
  }

  pause(ms: number): void {
    this.microphone.hearSilence(Math.ceil(msToSamples(ms) / FRAME_SAMPLES));
  }

  /** The next event of a type after the ones already waited for. */
  async until<T extends EngineEventType>(type: T): Promise<Extract<EngineEvent, { type: T }>> {
    for (; this.#seen < this.events.length; this.#seen++) {
      const event = this.events[this.#seen];
      if (event?.type !== type) continue;
      this.#seen += 1;
      return event as Extract<EngineEvent, { type: T }>;
    }
    const event = await new Promise<EngineEvent>((resolve) => this.#waiting.push({ type, resolve }));
    this.#seen = this.events.length;
    return event as Extract<EngineEvent, { type: T }>;
  }

  types(...ignored: EngineEventType[]): string[] {
    return this.events
      .filter(({ type }) => !ignored.includes(type))
      .map((event) => (event.type === 'turn.changed' ? `→ ${event.to}` : event.type));
  }

  async kept() {
    await this.dialogue.kept();
    const [conversation] = await this.store.listConversations();
    const turns = conversation === undefined ? [] : await this.store.turns(conversation.id);
    return turns.map(({ number, role, text, heardText, status }) => ({ number, role, text, heardText, status }));
  }

  #record(event: EngineEvent): void {
    this.events.push(event);
    const waiting = this.#waiting.filter(({ type }) => type === event.type);
    this.#waiting = this.#waiting.filter(({ type }) => type !== event.type);
    for (const { resolve } of waiting) resolve(event);
  }
}
