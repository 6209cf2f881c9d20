import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EMPTY_MEMORY, rememberTurn } from './conversation-memory.ts';
import { extractFacts, keepFacts } from './facts.ts';
import { buildPrompt } from './prompt.ts';
import { speakingStyle } from './speaking-style.ts';

const persona = { name: 'Ada', instructions: ' Be kind. ' };

test('the prompt of a turn begins with the prompt before it', () => {
  const before = rememberTurn(EMPTY_MEMORY, { userText: 'One?', heardText: 'Two.' });
  const after = rememberTurn(before, { userText: 'Three?', heardText: 'Four.' });
  const short = buildPrompt({ persona, memory: before, userText: 'Three?' });
  const long = buildPrompt({ persona, memory: after, userText: 'Five?' });
  assert.deepEqual(long.slice(0, short.length), short);
  assert.deepEqual(long.slice(short.length), [
    { role: 'assistant', text: 'Four.' },
    { role: 'user', text: 'Five?' },
  ]);
});

test('what was never answered is said together with what came next', () => {
  let memory = rememberTurn(EMPTY_MEMORY, { userText: 'Wait', heardText: '' });
  memory = rememberTurn(memory, { userText: 'one moment', heardText: ' ' });
  const texts = buildPrompt({ persona, memory, userText: 'go on' }).map(({ role, text }) => `${role}: ${text}`);
  assert.deepEqual(texts.slice(1), ['user: Wait\none moment\ngo on']);
  assert.equal(buildPrompt({ persona, memory }).length, 1);
});

test('notes and facts follow the style, which stays as it is', () => {
  const memory = { ...EMPTY_MEMORY, summary: 'They met.', facts: [{ text: 'My name is Clara.', weight: 6 }] };
  const [system] = buildPrompt({ persona, memory });
  const style = speakingStyle(persona);
  assert.equal(
    system?.text,
    `${style}\n\nEarlier the user said: "My name is Clara."\nYour notes of the conversation so far: They met.`,
  );
  assert.ok(style.endsWith('\n\nBe kind.'));
});

test('facts are what users say of themselves, names, numbers, and the very first words', () => {
  const turns = [
    { userText: 'Nice weather. Do I have a cat? I have 2 cats.' },
    { userText: 'Ich heiße Klara und wohne in Ulm. Gut.' },
    { userText: "J'habite à Lyon. Merci !" },
  ];
  assert.deepEqual(
    extractFacts(turns, true).map((fact) => fact.text),
    ['Nice weather.', 'I have 2 cats.', 'Ich heiße Klara und wohne in Ulm.', "J'habite à Lyon."],
  );
  assert.deepEqual(
    extractFacts(turns.slice(0, 1), false).map((fact) => fact.text),
    ['I have 2 cats.'],
  );
});

test('the weightiest facts stay, once each and in their order', () => {
  const facts = [
    { text: 'aaaa', weight: 100 },
    { text: 'bbbb', weight: 2 },
    { text: 'cccc', weight: 2 },
    { text: 'dddd', weight: 6 },
    { text: 'AAAA', weight: 3 },
  ];
  assert.deepEqual(
    keepFacts(facts, 12).map((fact) => fact.text),
    ['aaaa', 'bbbb', 'dddd'],
  );
});
