import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { memoryTools } from './built-in/memory.ts';
import { route } from './router/route.ts';
import { EphemeralToolRecords } from './tool-records.ts';
import { Toolbox } from './toolbox.ts';
import { factsForPrompt, factsIn, keepFact } from './user-facts.ts';

function setUp(isOn = true) {
  const records = new EphemeralToolRecords();
  const toolbox = new Toolbox({ records, tools: memoryTools(isOn), nowMs: () => 5, lastAnswer: () => '' });
  const say = async (text: string, language = 'en'): Promise<string | undefined> =>
    toolbox.answerFor({ text, language, source: 'live-voice' })?.(new AbortController().signal);
  const known = async (): Promise<readonly string[]> => (await factsIn(records)).map(({ text }) => text);
  return { records, say, known };
}

describe('what the user wants remembered', () => {
  test('is kept in their words, told on request, and forgotten on request', async () => {
    const { say, known } = setUp();
    assert.equal(await say("Remember that I'm vegetarian."), "I'll remember that.");
    await say('Please remember my sister is called Ana.');
    await say('Merk dir, dass ich in Bremen wohne.', 'de');
    assert.deepEqual(await known(), ["I'm vegetarian.", 'My sister is called Ana.', 'Dass ich in Bremen wohne.']);
    assert.match((await say('What do you know about me?')) ?? '', /^You told me: I'm vegetarian\. My sister/);
    assert.equal(await say('Forget that I am vegetarian.'), 'That is forgotten.');
    assert.equal(await say('Vergiss, dass ich in Bremen wohne.', 'de'), 'Das ist vergessen.');
    assert.deepEqual(await known(), ['My sister is called Ana.']);
    assert.equal(await say('Forget that I am a pirate.'), 'I did not remember that.');
  });

  test('is one fact when it is said twice, and comes back when it was forgotten by mistake', async () => {
    const { say, known } = setUp();
    await say("Remember I'm vegetarian.");
    await say('Remember that I am vegetarian.');
    assert.equal((await known()).length, 1);
    await say("Forget I'm vegetarian.");
    await say('Undo that.');
    assert.equal((await known()).length, 1);
  });

  test('is all forgotten only after a question', async () => {
    const { say, known } = setUp();
    await say('Remember that my name is Ana.');
    assert.match((await say('Forget everything about me.')) ?? '', /^Shall I forget/);
    assert.equal((await known()).length, 1);
    await say('Yes.');
    assert.deepEqual(await known(), []);
  });

  test('is nothing when the user does not let it', async () => {
    const { say, known } = setUp(false);
    assert.match((await say("Remember I'm vegetarian.")) ?? '', /switched off/);
    assert.deepEqual(await known(), []);
  });

  for (const remark of [
    'Remember to buy milk.',
    'Do you remember the summer of 1969?',
    'I remember that day.',
    'Forget it.',
    'Forget about that.',
    'I forgot my keys.',
    'What do you remember about the war?',
    'Vergiss es.',
    'Ich habe vergessen, wie das geht.',
  ]) {
    test(`is not: ${remark}`, () => {
      const found = route(remark, ['en', 'de'])?.tool;
      assert.ok(!memoryTools(true).some(({ name }) => name === found), found);
    });
  }
});

test('a prompt has room for the newest, in the order they were said', async () => {
  const records = new EphemeralToolRecords();
  for (let number = 0; number < 40; number += 1) await keepFact(`I own book number ${number}`, number, records);
  const text = factsForPrompt(await factsIn(records));
  assert.ok(text.length <= 600 && text.length > 500, `${text.length}`);
  assert.match(text, /number 38\. I own book number 39\.$/);
});
