import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waterfall } from './waterfall.ts';

test('steps come in the order they happened, and the longest bar is the last', () => {
  const lines = waterfall({ turnDecidedMs: 400, transcriptMs: 300.4, firstAudioMs: 800 });
  assert.deepEqual(
    lines.map((line) => line.replace(/\s+█+$/, '').trim()),
    ['transcript           300 ms', 'turn decided         400 ms', 'first audio out      800 ms'],
  );
  assert.equal(lines.at(-1)?.match(/█/g)?.length, 32);
});
