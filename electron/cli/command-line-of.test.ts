import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandLineOf } from './command-line-of.ts';

test('only the mark of the launcher makes a start one of the command line', () => {
  assert.deepEqual(commandLineOf(['/app', '--cli', '--', 'ask', '--text', 'Hi']), ['ask', '--text', 'Hi']);
  assert.deepEqual(commandLineOf(['/electron', '.', '--ozone-platform=headless', '--cli', '--']), []);
  for (const argv of [['/app'], ['/app', '--cli'], ['/app', '--', '--cli'], ['/app', '--cli', 'x', '--', 'ask']]) {
    assert.equal(commandLineOf(argv), undefined, argv.join(' '));
  }
});

test('what the user writes is passed on as it is', () => {
  assert.deepEqual(commandLineOf(['/app', '--cli', '--', '--no-sandbox', '--', '--cli']), [
    '--no-sandbox',
    '--',
    '--cli',
  ]);
});
