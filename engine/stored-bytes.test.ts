import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { testFolder } from '../test/support/test-folder.ts';
import { storedBytes } from './stored-bytes.ts';

test('what is kept is counted by what it is', async (t) => {
  const folder = await testFolder();
  t.after(() => folder[Symbol.asyncDispose]());
  const files: readonly (readonly [path: string, bytes: number])[] = [
    ['profile/sotto.db', 7],
    ['profile/snapshots/one.db', 11],
    ['profile/sotto.db.corrupt-1', 2],
    ['profile/audio/c1/1.wav', 13],
    ['profile/vectors/minilm/passages.lance/data.bin', 17],
    ['models/whisper/model.bin', 19],
    ['settings.json', 23],
  ];
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder.path, path)), { recursive: true });
    await writeFile(join(folder.path, path), Buffer.alloc(bytes));
  }
  assert.deepEqual(await storedBytes(folder.path), {
    ...{ conversations: 7, audio: 13, copies: 13, reserve: 0 },
    ...{ knowledge: 17, models: 19, other: 23 },
  });
  assert.equal((await storedBytes(join(folder.path, 'nowhere'))).conversations, 0);
});
