import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageChoices } from './language-choices.ts';
import { loudnessOf } from './loudness.ts';

test('languages are named in the language of the page, each once, and any comes first', () => {
  assert.deepEqual(Object.entries(languageChoices(['de', 'en', 'de', 'auto', '*'], 'any', 'de')), [
    ['auto', 'any'],
    ['de', 'Deutsch'],
    ['en', 'Englisch'],
  ]);
});

test('a voice is told from silence', () => {
  assert.deepEqual([-20, -40, -90].map(loudnessOf), ['good', 'quiet', 'silent']);
});
