import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { msToSamples } from '../audio/audio-frame.ts';
import { Room, type Script } from './fake-room.ts';

const LIMIT = { timeout: 10_000 };

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
    room.pause(500);
    while (room.speaker.gainDb !== 0) await new Promise(setImmediate);
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
