import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CodeFence, type FencedText } from './code-fence.ts';

/** Neighbours of one kind joined. */
function divide(deltas: readonly string[]): FencedText[] {
  const fence = new CodeFence();
  const joined: { kind: FencedText['kind']; text: string }[] = [];
  for (const piece of [...deltas.flatMap((delta) => fence.push(delta)), ...fence.flush()]) {
    const last = joined.at(-1);
    if (last?.kind === piece.kind) last.text += piece.text;
    else joined.push({ ...piece });
  }
  return joined;
}

const prose = (text: string): FencedText => ({ kind: 'prose', text });
const code = (text: string): FencedText => ({ kind: 'code', text });

const CASES: readonly (readonly [name: string, text: string, pieces: readonly FencedText[]])[] = [
  ['prose', 'Hello.', [prose('Hello.')]],
  ['inline code is prose', 'Use `x` or ``y``.', [prose('Use `x` or ``y``.')]],
  ['a block', 'A\n```js\nx\n```\nB', [prose('A\n'), code('```js\nx\n```'), prose('\nB')]],
  ['a longer fence holds a shorter one', '````\n```\n````B', [code('````\n```\n````'), prose('B')]],
  ['a block that never ends', 'A ```\nx. y.', [prose('A '), code('```\nx. y.')]],
  ['two blocks', '```a```b```c```', [code('```a```'), prose('b'), code('```c```')]],
  ['back-ticks at the end', 'A ``', [prose('A ``')]],
  ['nothing', '', []],
];

for (const [name, text, pieces] of CASES) {
  test(name, () => assert.deepEqual(divide([text]), pieces));
}

test('deltas make no difference, and nothing is lost', () => {
  const text = fc.array(fc.constantFrom('`', '``', '```', '````', 'a', '\n'), { maxLength: 30 });
  fc.assert(
    fc.property(text, (parts) => {
      const whole = parts.join('');
      const pieces = divide([whole]);
      assert.equal(pieces.map((piece) => piece.text).join(''), whole);
      assert.deepEqual(divide(parts), pieces);
      assert.deepEqual(divide([...whole]), pieces);
    }),
  );
});
