import assert from 'node:assert/strict';
import { test } from 'node:test';
import { movedItem, withItem } from './list-items.ts';

test('a word is added once, whatever its case', () => {
  const items = ['stop'];
  assert.deepEqual(withItem(items, 'halt'), ['stop', 'halt']);
  assert.equal(withItem(items, 'Stop'), items);
});

test('an item moves by one place, and not beyond the ends', () => {
  const items = ['a', 'b', 'c'];
  assert.deepEqual(movedItem(items, 'b', -1), ['b', 'a', 'c']);
  assert.deepEqual(movedItem(items, 'b', 1), ['a', 'c', 'b']);
  assert.equal(movedItem(items, 'a', -1), items);
  assert.equal(movedItem(items, 'c', 1), items);
  assert.equal(movedItem(items, 'other', 1), items);
});
