import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EphemeralToolRecords } from './tool-records.ts';
import { Toolbox } from './toolbox.ts';

function setUp() {
  const records = new EphemeralToolRecords();
  const toolbox = new Toolbox({ records, nowMs: () => Date.UTC(2026, 0, 5, 20), lastAnswer: () => '' });
  const say = async (text: string, language = 'en'): Promise<string | undefined> =>
    toolbox.answerFor({ text, language, source: 'live-voice' })?.(new AbortController().signal);
  return { records, say };
}

test('who says that they are up keeps the alarm of tomorrow', async () => {
  const { records, say } = setUp();
  await say('Set an alarm for seven tomorrow morning.');
  assert.equal(await say("I'm up."), 'Good to know.');
  assert.equal(await say('Ich bin wach.', 'de'), 'Gut zu wissen.');
  assert.equal((await records.all('alarm')).length, 1);
});

test('what is on the list is read, and not put on it', async () => {
  const { records, say } = setUp();
  await say('Setz Milch auf die Liste.', 'de');
  assert.match((await say('Was steht auf meiner Liste?', 'de')) ?? '', /Milch/);
  assert.equal((await records.all('list-item')).length, 1);
});

test('slower and faster go as far as a voice can be understood', async () => {
  let speed = 1.9;
  const voice = {
    get speed() {
      return speed;
    },
    setSpeed: async (wanted: number) => {
      speed = wanted;
    },
  };
  const toolbox = new Toolbox({ records: new EphemeralToolRecords(), nowMs: Date.now, lastAnswer: () => '', voice });
  const say = async (text: string): Promise<string | undefined> =>
    toolbox.answerFor({ text, language: 'en', source: 'live-voice' })?.(new AbortController().signal);
  assert.equal(await say('Speak faster.'), 'I speak faster now.');
  assert.equal(speed, 2);
  assert.equal(await say('Speak faster.'), 'I cannot speak any faster.');
  await say('Speak slower.');
  assert.equal(speed, 1.85);
  await say('Undo that.');
  assert.equal(speed, 2);
  assert.match((await say('Louder please.')) ?? '', /volume of this machine/);
});
