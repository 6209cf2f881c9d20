import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areWords, flawOf } from './new-passphrase.ts';

test('a passphrase is long enough, and the same twice', () => {
  assert.equal(flawOf('short', 'short'), 'short');
  assert.equal(flawOf('long enough', 'long enoug'), 'different');
  assert.equal(flawOf('long enough', 'long enough'), undefined);
  assert.equal(flawOf('🗝🗝🗝🗝', '🗝🗝🗝🗝'), 'short');
});

test('words are compared without what stands between them', () => {
  assert.ok(areWords(' Zoo, able\nart ', ['zoo', 'able', 'art']));
  assert.ok(!areWords('zoo art able', ['zoo', 'able', 'art']));
});
