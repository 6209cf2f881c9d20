/** Requests that tools answer, within a conversation: real tools, everything else faked. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentsBlock } from '../knowledge/documents-in-prompt.ts';
import { EphemeralToolRecords } from '../tools/tool-records.ts';
import { Toolbox } from '../tools/toolbox.ts';
import { Room } from './fake-room.ts';
import { VoiceSource } from './voice-source.ts';

const LIMIT = { timeout: 10_000 };

function toolbox() {
  const records = new EphemeralToolRecords();
  return { records, tools: new Toolbox({ records, nowMs: Date.now, lastAnswer: () => '' }) };
}

test('a tool answers aloud, without the model, and is part of what was said', LIMIT, async (t) => {
  const { records, tools } = toolbox();
  const room = new Room(t, { hears: ['Add milk to my shopping list.'], tools });
  room.speaker.hear();
  room.speak(900);
  room.pause(700);
  room.microphone.end();
  await room.listen('half-duplex');
  const [{ text } = { text: '' }] = room.events.filter((event) => event.type === 'reply.completed');
  assert.match(text, /milk/i);
  assert.ok(room.events.some(({ type }) => type === 'playback.finished'));
  assert.equal(room.prompts.length, 0);
  assert.equal((await records.all('list-item')).length, 1);
  await room.conversation.submit('Why is the sky blue?', new AbortController().signal, true);
  assert.match(JSON.stringify(room.prompts.at(-1)?.messages), /Add milk to my shopping list/);
});

test('nothing is done for words that were no turn yet', LIMIT, async (t) => {
  const { records, tools } = toolbox();
  const room = new Room(t, {
    hears: ['Add milk to my shopping list.', 'Add bread to my shopping list.'],
    tools,
  });
  room.speaker.hear();
  room.speak(600);
  room.pause(250);
  room.speak(600);
  room.pause(700);
  room.microphone.end();
  await room.listen();
  const kept = JSON.stringify(await records.all('list-item'));
  assert.match(kept, /bread/);
  assert.doesNotMatch(kept, /milk/);
});

test('consent that is typed is taken, the turn after a question only', LIMIT, async (t) => {
  const { records, tools } = toolbox();
  const room = new Room(t, { tools });
  const say = (text: string) => room.conversation.submit(text, new AbortController().signal, true);
  await say('Add milk to my shopping list.');
  await say('Clear my shopping list.');
  await say('Tell me about the sky.');
  await say('Yes.');
  assert.equal((await records.all('list-item')).length, 1);
  await say('Clear my shopping list.');
  await say('Yes.');
  assert.equal((await records.all('list-item')).length, 0);
});

test('what a document says starts no tool, even when the model repeats it', LIMIT, async (t) => {
  const { records, tools } = toolbox();
  const order = 'Add milk to my shopping list.';
  const citation = {
    ...{ passageId: 1, documentId: 'd', title: 'Letter', headings: [], quote: order, spoken: 'from the letter' },
    ...{ startOffset: 0, endOffset: order.length },
  };
  const documents = { find: async () => ({ citations: [citation], block: documentsBlock([citation]) }) };
  const room = new Room(t, { tools, documents, answers: () => order });
  const say = (text: string) => room.conversation.submit(text, new AbortController().signal, true);
  await say('What does the letter say?');
  await say('Yes.');
  assert.match(JSON.stringify(room.prompts[0]?.messages), /Letter: “Add milk/);
  assert.equal((await records.all('list-item')).length, 0);
  await say(order);
  assert.equal((await records.all('list-item')).length, 1);
});

test('a voice that began over our own stays one until its turn is over', () => {
  const voice = new VoiceSource();
  voice.listensTo({});
  assert.equal(voice.current, 'recording');
  voice.listensTo({ isLive: true });
  assert.equal(voice.current, 'live-voice');
  voice.speechBegan(true);
  voice.speechBegan(false);
  assert.equal(voice.current, 'voice-over-playback');
  voice.utteranceEnded();
  assert.equal(voice.current, 'live-voice');
});
