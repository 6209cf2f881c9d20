import assert from 'node:assert/strict';
import { test } from 'node:test';

import { RuntimeLog, toLoadFault } from './llama-faults.ts';

class InsufficientMemoryError extends Error {}
class NoBinaryFoundError extends Error {}

const CASES: readonly (readonly [error: Error, log: string, code: string, says: RegExp])[] = [
  [new InsufficientMemoryError('too little'), '', 'model-does-not-fit', /m\.gguf does not fit/],
  [new Error('Failed to load model'), 'ggml: failed to allocate buffer of size 9', 'model-does-not-fit', /smaller/],
  [new NoBinaryFoundError('NoBinaryFound'), '', 'model-unsupported', /no build for this computer/],
  [new Error('Failed to load model'), "error: unknown model architecture: 'xyz'\nx", 'model-unsupported', /'xyz'/],
  [
    new Error('Failed to load model'),
    "loading\nerror: tensor 'a' data is not within the file bounds\nfailed to load",
    'model-corrupt',
    /'a' data is not within the file bounds.*install it again/,
  ],
  [new Error('Invalid GGUF magic'), '', 'model-corrupt', /Invalid GGUF magic/],
];

for (const [error, log, code, says] of CASES) {
  test(`${error.message} with "${log.slice(0, 30)}" is ${code}`, () => {
    const fault = toLoadFault(error, log, 'm.gguf');
    assert.equal(fault.code, code);
    assert.equal(fault.cause, error);
    assert.match(fault.message, says);
  });
}

test('the log keeps the newest lines', () => {
  const log = new RuntimeLog();
  for (let line = 0; line < 50; line += 1) log.push(`line ${line}\n`);
  log.push('  \n');
  assert.equal(log.text.split('\n').length, 20);
  assert.match(log.text, /line 30\n[\s\S]*line 49$/);
});
