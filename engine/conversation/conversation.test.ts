import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { EngineEvent, EngineEventType } from '../../contract/events.ts';
import { SottoFault } from '../../contract/faults.ts';
import type { ConversationId } from '../../contract/ids.ts';
import { type Settings, settings } from '../../contract/settings.ts';
import { FRAME_SAMPLES, msToSamples } from '../audio/audio-frame.ts';
import { systemClock } from '../base/clock.ts';
import { FakeMicrophone } from '../capture/fake-microphone.ts';
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
import { Dialogue } from './dialogue.ts';
import type { TurnTaking } from './ear.ts';

interface Script {
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
}

/** A conversation with every stage faked, a microphone and a loudspeaker in the hand of the test. */
class Room {
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
      onEvent,
    });
    this.conversation = new Conversation(
      {
        clock: systemClock,
        vad: new FakeVad(),
        transcriber: new FakeTranscriber(() => (hears.length > 1 ? (hears.shift() ?? '') : (hears[0] ?? ''))),
        endOfTurn,
        dialogue: this.dialogue,
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
        turnTaking: { ...settings.parse({}).turnTaking, ...script.settings },
        phrases: loadPhrases('en'),
        wakePhrases: ['hey sotto'],
        assistantName: 'Sotto',
        turn: {
          unscoredDelaySamples: msToSamples(1500),
          eagerThreshold: 0.5,
          yieldAfterSamples: msToSamples(1500),
          verdictPatienceSamples: msToSamples(1500),
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

const LIMIT = { timeout: 10_000 };

test('a question is heard, answered, spoken and kept', LIMIT, async (t) => {
  const room = new Room(t);
  room.speaker.hear();
  room.pause(300);
  room.speak(900);
  room.pause(700);
  room.microphone.end();
  await room.listen('half-duplex');
  assert.deepEqual(room.types('reply.delta', 'transcript.partial', 'playback.progressed', 'conversation.opened'), [
    '→ listening',
    'speech.started',
    '→ user-speaking',
    'speech.paused',
    '→ user-paused',
    '→ thinking',
    'transcript.final',
    'reply.started',
    'reply.completed',
    'playback.started',
    'turn.timing',
    '→ speaking',
    'playback.finished',
    '→ listening',
  ]);
  assert.deepEqual(await room.kept(), [
    { number: 1, role: 'user', text: 'what time is it', heardText: undefined, status: 'complete' },
    { number: 1, role: 'assistant', text: 'It is noon. The sun is high.', heardText: undefined, status: 'complete' },
  ]);
});

test('a user who goes on after a pause gets one answer, to all of it', LIMIT, async (t) => {
  const room = new Room(t, { hears: ['what time', 'what time is it in Paris'] });
  room.speaker.hear();
  room.speak(600);
  room.pause(250);
  room.speak(600);
  room.pause(700);
  room.microphone.end();
  await room.listen();
  const finals = room.events.filter(({ type }) => type === 'transcript.final');
  assert.deepEqual(finals, [{ type: 'transcript.final', turnId: 1, text: 'what time is it in Paris', language: 'en' }]);
  assert.equal(room.events.filter(({ type }) => type === 'reply.completed').length, 1);
  assert.equal((await room.kept()).length, 2);
});

test('a noise is no turn: nothing is answered and nothing is kept', LIMIT, async (t) => {
  const room = new Room(t, { hears: [''] });
  const listening = room.listen();
  room.speak(400);
  room.pause(2000);
  const { reason } = await room.until('transcript.rejected');
  room.microphone.end();
  await listening;
  assert.equal(reason, 'silence');
  assert.deepEqual(room.prompts, []);
  assert.deepEqual(await room.kept(), []);
  assert.equal(room.events.at(-1)?.type, 'turn.changed');
});

test('a barge-in silences the reply and keeps only what was heard', LIMIT, async (t) => {
  const room = new Room(t, {
    hears: ['tell me a story', 'no tell me about the queen'],
    answers: ({ messages }) =>
      messages.at(-1)?.text === 'tell me a story'
        ? 'Once upon a time there was a king. He lived far away.'
        : 'All right.',
  });
  const listening = room.listen();
  room.speak(900);
  room.pause(700);
  await room.until('reply.completed');
  await new Promise(setImmediate);
  // The first sentence and no more.
  room.speaker.hear(Math.ceil('Once upon a time there was a king.'.length * 0.06 * 16_000));
  room.speak(900);
  room.pause(700);
  const stopped = await room.until('playback.stopped');
  assert.equal(room.speaker.queuedSamples, 0);
  assert.match(stopped.heardText, /^Once upon a time/);
  assert.doesNotMatch(stopped.heardText, /far away/);
  room.speaker.hear();
  room.microphone.end();
  await listening;
  assert.deepEqual(room.prompts.at(-1)?.messages.slice(1), [
    { role: 'user', text: 'tell me a story' },
    { role: 'assistant', text: `${stopped.heardText.trim()} —` },
    { role: 'user', text: 'no tell me about the queen' },
  ]);
  assert.deepEqual((await room.kept())[1], {
    number: 1,
    role: 'assistant',
    text: 'Once upon a time there was a king. He lived far away.',
    heardText: stopped.heardText,
    status: 'interrupted',
  });
});

const STORY = 'Once upon a time there was a king. He lived far away.';

/** A room in which the assistant has begun to tell a story. */
async function storyIn(t: TestContext, script: Script): Promise<{ room: Room; listening: Promise<void> }> {
  const room = new Room(t, { answers: () => STORY, ...script, hears: ['tell me a story', ...(script.hears ?? [])] });
  const listening = room.listen();
  room.speak(900);
  room.pause(700);
  await room.until('playback.started');
  await new Promise(setImmediate);
  room.speaker.hear(16_000);
  return { room, listening };
}

async function finish({ room, listening }: { room: Room; listening: Promise<void> }): Promise<void> {
  room.speaker.hear();
  room.microphone.end();
  await listening;
}

for (const [name, words, verdict] of [
  ['a back-channel', 'mm-hmm', 'backchannel'],
  ['a noise', '', 'noise'],
] as const) {
  test(`${name} over a reply holds it, and it goes on at the word it had come to`, LIMIT, async (t) => {
    const { room, listening } = await storyIn(t, { hears: [words] });
    const before = room.speaker.written.length;
    room.speak(500);
    room.pause(300);
    assert.equal((await room.until('overlap.judged')).verdict, verdict);
    assert.equal(room.speaker.gainDb, 0);
    assert.ok(room.speaker.written.length > before, 'what was held is written again');
    await finish({ room, listening });
    assert.deepEqual((await room.kept()).at(-1)?.status, 'complete');
    assert.equal(room.prompts.length, 1);
  });
}

test('a stop phrase silences the reply, and nothing is answered', LIMIT, async (t) => {
  const { room, listening } = await storyIn(t, { hears: ['stop please'] });
  room.speak(500);
  room.pause(300);
  assert.equal((await room.until('overlap.judged')).verdict, 'stop');
  await finish({ room, listening });
  assert.equal(room.prompts.length, 1);
  assert.equal((await room.kept()).at(-1)?.status, 'interrupted');
});

test('a sound that may be speech ducks the reply, and it comes back when it was none', LIMIT, async (t) => {
  const { room, listening } = await storyIn(t, {});
  room.speak(64);
  await new Promise(setImmediate);
  assert.ok(room.types().includes('→ overlapped'));
  assert.equal(room.speaker.gainDb < 0, true);
  room.pause(200);
  await new Promise(setImmediate);
  assert.equal(room.speaker.gainDb, 0);
  await finish({ room, listening });
});

test('half-duplex, it does not hear itself while it speaks', LIMIT, async (t) => {
  const { room, listening } = await storyIn(t, { hears: ['no tell me about the queen'] });
  room.conversation.setTurnTaking('half-duplex');
  room.speak(900);
  room.pause(700);
  await new Promise(setImmediate);
  await finish({ room, listening });
  assert.equal(room.events.filter(({ type }) => type === 'speech.started').length, 1);
  assert.equal((await room.kept()).at(-1)?.status, 'complete');
});

test('muted, it speaks on and hears nothing', LIMIT, async (t) => {
  const { room, listening } = await storyIn(t, { hears: ['no tell me about the queen'] });
  room.conversation.setMuted(true);
  room.speak(900);
  room.pause(700);
  await new Promise(setImmediate);
  await finish({ room, listening });
  assert.equal((await room.kept()).at(-1)?.status, 'complete');
  assert.equal(room.prompts.length, 1);
});

test('with a key, what is said while it is down is one turn, pauses or not', LIMIT, async (t) => {
  const room = new Room(t, { settings: { mode: 'push-to-talk' }, rest: { kind: 'asleep' } });
  room.speaker.hear();
  const listening = room.listen();
  room.speak(900);
  room.pause(2500);
  await new Promise(setImmediate);
  assert.deepEqual(room.types(), []);
  room.conversation.press();
  room.speak(900);
  room.pause(2500);
  room.speak(900);
  await new Promise(setImmediate);
  assert.deepEqual(room.types('transcript.partial').includes('→ thinking'), false);
  room.conversation.release();
  await room.until('playback.finished');
  room.microphone.end();
  await listening;
  assert.equal(room.prompts.length, 1);
  assert.equal(room.types().at(-1), '→ asleep');
});

test('asleep, only the wake phrase is answered, without the phrase', LIMIT, async (t) => {
  const room = new Room(t, {
    settings: { mode: 'wake-phrase' },
    rest: { kind: 'attentive', samples: msToSamples(8000) },
    hears: ['what a lovely day', 'Hey Sotto, what time is it?', 'Hey Sotto, what time is it?'],
  });
  room.speaker.hear();
  const listening = room.listen();
  room.speak(900);
  room.pause(1500);
  await new Promise(setImmediate);
  assert.deepEqual(room.types('speech.started', 'speech.paused'), []);
  room.speak(1500);
  room.pause(1500);
  const { text } = await room.until('transcript.final');
  await room.until('playback.finished');
  room.pause(9000);
  room.microphone.end();
  await listening;
  assert.equal(text, 'what time is it?');
  assert.equal(room.types().at(-1), '→ asleep');
});

test('typed text is answered too, and replaces what is being said', LIMIT, async (t) => {
  const room = new Room(t, { answers: ({ messages }) => `You typed ${messages.at(-1)?.text}.` });
  const signal = new AbortController().signal;
  const first = room.conversation.submit('one', signal);
  await room.until('reply.completed');
  const second = room.conversation.submit('two', signal);
  room.speaker.hear();
  await Promise.all([first, second]);
  const completed = room.events.flatMap((event) => (event.type === 'reply.completed' ? [event.text] : []));
  assert.equal(completed.at(-1), 'You typed one\ntwo.', 'nothing of the first answer was heard: both are answered');
  assert.deepEqual(
    (await room.kept()).filter(({ role }) => role === 'user').map(({ text }) => text),
    ['one', 'two'],
  );
});

test('a model that fails is told and apologised for, and the next turn is answered', LIMIT, async (t) => {
  let fails = true;
  const room = new Room(t, {
    answers: () => {
      if (!fails) return 'Better now.';
      throw new SottoFault('worker-unavailable', 'The llm worker is gone.', { stage: 'reply' });
    },
  });
  room.speaker.hear();
  const signal = new AbortController().signal;
  await room.conversation.submit('hello', signal);
  const { fault } = await room.until('fault.raised');
  assert.equal(fault.code, 'worker-unavailable');
  assert.ok(room.speaker.heardSamples > 16_000, 'the apology is heard');
  fails = false;
  await room.conversation.submit('hello again', signal);
  assert.equal((await room.until('reply.completed')).text, 'Better now.');
});

test('a voice that fails costs the sound, not the answer', LIMIT, async (t) => {
  const room = new Room(t, { voice: ['fail', 'fail', 'fail'] });
  await room.conversation.submit('what time is it', new AbortController().signal);
  assert.equal((await room.until('reply.completed')).text, 'It is noon. The sun is high.');
  assert.equal(room.events.filter(({ type }) => type === 'fault.raised').length, 1);
  assert.equal(room.speaker.heardSamples, 0);
});

test('a conversation that is continued is remembered', LIMIT, async (t) => {
  const store = new FakeConversationStore();
  const before = new Room(t, { store });
  before.speaker.hear();
  await before.conversation.submit('my name is Ada', new AbortController().signal);
  await before.dialogue.kept();
  const [kept] = await store.listConversations();
  const after = new Room(t, { store, ...(kept === undefined ? {} : { continues: kept.id }) });
  after.speaker.hear();
  await after.conversation.submit('what is my name', new AbortController().signal);
  assert.deepEqual(after.prompts.at(-1)?.messages.slice(1), [
    { role: 'user', text: 'my name is Ada' },
    { role: 'assistant', text: 'It is noon. The sun is high.' },
    { role: 'user', text: 'what is my name' },
  ]);
  assert.equal((await after.kept()).at(-1)?.number, 2);
  assert.equal((await after.until('conversation.opened')).conversationId, kept?.id);
});

test('nothing of a draft leaves the engine before the turn is decided', LIMIT, async (t) => {
  const room = new Room(t, { hears: ['I want', 'I want to go home'] });
  room.speaker.hear();
  const listening = room.listen();
  room.speak(600);
  // Long enough for a whole draft, too short for the endpoint.
  room.pause(300);
  await room.until('transcript.partial');
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(room.prompts.length, 1, 'a draft was begun');
  assert.deepEqual(
    room.types().filter((type) => type.startsWith('reply') || type.startsWith('playback')),
    [],
  );
  assert.deepEqual(await room.kept(), []);
  room.speak(600);
  room.pause(700);
  room.microphone.end();
  await listening;
  assert.deepEqual((await room.kept()).map(({ text }) => text)[0], 'I want to go home');
});

test('a loudspeaker that disappears costs the sound, not the conversation', LIMIT, async (t) => {
  const room = new Room(t);
  room.speaker.unplug();
  const signal = new AbortController().signal;
  await room.conversation.submit('what time is it', signal);
  assert.equal((await room.until('fault.raised')).fault.code, 'device-missing');
  assert.deepEqual((await room.kept()).at(-1)?.status, 'complete');
  room.speaker = new FakeSpeaker(16_000);
  room.speaker.hear();
  await room.conversation.submit('and now', signal);
  assert.equal(room.events.filter(({ type }) => type === 'reply.completed').length, 2);
  assert.ok(room.speaker.heardSamples > 0, 'another loudspeaker is used');
});
