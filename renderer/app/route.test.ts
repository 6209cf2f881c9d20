import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOfPassage, passageOf, routeOf, windowKindOf } from './route.ts';

test('an address leads to its screen, an unknown one to the conversation', () => {
  assert.equal(routeOf('#/models'), 'models');
  assert.equal(routeOf('#/modelsandmore'), 'conversation');
  assert.equal(routeOf(''), 'conversation');
});

test('the address of a passage leads to the screen of documents, and to that passage', () => {
  const place = { documentId: 'a/b 1', startOffset: 12, endOffset: 40 };
  const address = addressOfPassage(place);
  assert.equal(routeOf(address), 'knowledge');
  assert.deepEqual(passageOf(address), place);
});

test('what is no passage leads to none', () => {
  for (const hash of ['#/knowledge', '#/knowledge/x', '#/knowledge/x/1-', '#/models/x/1-2']) {
    assert.equal(passageOf(hash), undefined, hash);
  }
});

test('a window is the full one, unless its address says otherwise', () => {
  assert.equal(windowKindOf('#/compact'), 'compact');
  assert.equal(windowKindOf('#/captions'), 'captions');
  assert.equal(windowKindOf('#/models'), 'full');
});
