import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSameToken, newAccessToken } from './access-token.ts';

test('a token opens for itself only, and no two are alike', () => {
  const token = newAccessToken();
  assert.ok(isSameToken(token, token));
  for (const other of ['', token.slice(1), `${token}x`, newAccessToken()]) assert.ok(!isSameToken(other, token));
});
