import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFound } from './settings-search.ts';

test('a setting is found by parts of its words, in any order, case and accent', () => {
  const texts = ['Schriftgröße', 'Erscheinung', undefined];
  assert.ok(isFound('', texts));
  assert.ok(isFound('grosse schrift'.replace('ss', 'ß'), texts));
  assert.ok(isFound('ERSCHEIN schrift', texts));
  assert.ok(isFound('große', ['Größe der großen']));
  assert.ok(!isFound('schrift ton', texts));
});
