import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureTools } from './tools.ts';

test('no request is missed that routes were written for, nothing else starts a tool, and nothing is done unasked', async () => {
  const missed: string[] = [];
  const result = await measureTools((text) => missed.push(text));
  assert.ok(result.tuned.toolAccuracy >= 0.99, missed.join('\n'));
  assert.equal(result.tuned.restraint, 1, missed.join('\n'));
  assert.ok(result.utterances >= 60 && result.toolAccuracy > 0.8 && result.restraint > 0.9, JSON.stringify(result));
  assert.ok(result.attempts >= 32);
  assert.equal(result.unconfirmedSideEffects, 0);
});
