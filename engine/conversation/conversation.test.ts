import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SottoFault } from '../../contract/faults.ts';
import { FakeSpeaker } from '../playback/fake-speaker.ts';
import { FakeConversationStore } from '../storage/fake-conversation-store.ts';
import { Room } from './fake-room.ts';

const LIMIT = { timeout: 10_000 };

test('a question is heard, answered, spoken and kept', LIMIT, async (t) => {
  const room = new Room(t);
  room.speaker.hear();
  room.pause(300);
  room.speak(900);
  room.pause(700);
  room.microphone.end();
  await room.listen('half-duplex');
  const told = room.types(
    'reply.delta',
    'transcript.partial',
    'playback.progressed',
    'playback.segment',
    'conversation.opened',
  );
  assert.deepEqual(told, [
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
