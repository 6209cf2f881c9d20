import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combineWithWords } from './words.ts';

const cases: [text: string, acoustic: number, expected: number][] = [
  // A complete question ends the turn although the voice does not.
  ['What should I wear?', 0.05, 0.9],
  ['What should I wear?', 0.99, 0.99],
  // What are you thinking about, with a preposition at the end, is still a question.
  ['What are you waiting for?', 0.05, 0.9],
  // A word that leads on keeps the turn open although the voice does not.
  ['I went to the shop because', 0.95, 0.1],
  ['I went to the shop and.', 0.95, 0.1],
  ['Let me see, um', 0.8, 0.1],
  ['I was thinking...', 0.8, 0.1],
  ['I would like, ', 0.8, 0.1],
  // A statement is a hint, no proof: recognisers like full stops.
  ['I would like to go for a walk.', 0.05, 0.4],
  ['I would like to go for a walk.', 0.8, 0.8],
  // Short answers are for the voice to judge.
  ['Yes.', 0.7, 0.7],
  ['No', 0.2, 0.2],
  ['', 0.3, 0.3],
];

for (const [text, acoustic, expected] of cases) {
  test(`"${text}" at ${acoustic} reads as ${expected}`, () => assert.equal(combineWithWords(acoustic, text), expected));
}
