import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testFolder } from '../../test/support/test-folder.ts';
import { openProfile } from '../profile.ts';

test('what tools keep is there after a restart, in its order, and gone when it was removed', async (t) => {
  const folder = await testFolder();
  t.after(() => folder[Symbol.asyncDispose]());
  const open = () => openProfile({ dataDir: folder.path, onFault: assert.ifError });
  const before = await open();
  await before.toolRecords.put('list-item', { id: 'b', body: '"bread"' });
  await before.toolRecords.put('list-item', { id: 'a', body: '"apples"' });
  await before.toolRecords.put('list-item', { id: 'b', body: '"black bread"' });
  await before.toolRecords.put('timer', { id: 'a', body: '{}' });
  await before.toolRecords.remove('timer', 'a');
  await before[Symbol.asyncDispose]();
  const after = await open();
  assert.deepEqual(await after.toolRecords.all('list-item'), [
    { id: 'b', body: '"black bread"' },
    { id: 'a', body: '"apples"' },
  ]);
  assert.deepEqual(await after.toolRecords.all('timer'), []);
  await after[Symbol.asyncDispose]();
});
