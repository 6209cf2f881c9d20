import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TurnView } from '../../../contract/assistant.ts';
import { lastWords } from './last-words.ts';

const turn = (role: 'user' | 'assistant', text: string, part: Partial<TurnView> = {}): TurnView => ({
  ...{ turn: 1, role, text, status: 'complete', createdAtMs: 0 },
  ...part,
});

test('nothing was said yet', () => {
  assert.equal(lastWords([], undefined), undefined);
  assert.equal(lastWords([turn('assistant', '')], { text: '' }), undefined);
});

test('what is being said comes before what was said', () => {
  const turns = [turn('user', 'Why?'), turn('assistant', 'Because.')];
  assert.deepEqual(lastWords(turns, { text: 'And then' }), { whose: 'you', text: 'And then' });
  assert.deepEqual(lastWords(turns, undefined), { whose: 'sotto', text: 'Because.' });
});

test('an answer that has no words yet leaves the question there, an interrupted one ends where it was heard', () => {
  assert.deepEqual(lastWords([turn('user', 'Why?'), turn('assistant', '')], undefined), { whose: 'you', text: 'Why?' });
  const cut = turn('assistant', 'Because it is so.', { status: 'interrupted', heardText: 'Because' });
  assert.deepEqual(lastWords([cut], undefined), { whose: 'sotto', text: 'Because —' });
});
