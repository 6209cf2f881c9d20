import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceleratorOf, readableAccelerator } from './accelerator.ts';

const key = (code: string, ...held: string[]) => ({
  code,
  ctrlKey: held.includes('ctrl'),
  altKey: held.includes('alt'),
  shiftKey: held.includes('shift'),
  metaKey: held.includes('meta'),
});

test('a combination is written as Electron writes it', () => {
  assert.equal(acceleratorOf(key('Space', 'ctrl', 'alt')), 'Control+Alt+Space');
  assert.equal(acceleratorOf(key('KeyJ', 'meta', 'shift')), 'Shift+Super+J');
  assert.equal(acceleratorOf(key('Digit7', 'alt')), 'Alt+7');
  assert.equal(acceleratorOf(key('ArrowUp', 'ctrl')), 'Control+Up');
  assert.equal(acceleratorOf(key('F9')), 'F9');
});

test('what is needed to type, or is no key alone, is none', () => {
  assert.equal(acceleratorOf(key('KeyJ')), undefined);
  assert.equal(acceleratorOf(key('KeyJ', 'shift')), undefined);
  assert.equal(acceleratorOf(key('ControlLeft', 'ctrl')), undefined);
  assert.equal(acceleratorOf(key('Escape', 'ctrl')), undefined);
});

test('people read it with spaces', () => {
  assert.equal(readableAccelerator('Control+Alt+Space'), 'Ctrl + Alt + Space');
});
