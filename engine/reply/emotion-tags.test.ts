import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EmotionTags, emotionAt } from './emotion-tags.ts';

function read(answer: string, pieceLength: number) {
  const tags = new EmotionTags();
  let text = '';
  for (let at = 0; at < answer.length; at += pieceLength) text += tags.push(answer.slice(at, at + pieceLength));
  return { text: text + tags.end(), felt: tags.felt.map(({ emotion, offset }) => `${emotion} ${offset}`) };
}

const CASES: readonly (readonly [what: string, said: string, text: string, felt: readonly string[]])[] = [
  ['no tag at all', 'Paris, of course.', 'Paris, of course.', []],
  ['a tag at the beginning', '[happy] It works!', 'It works!', ['happy 0']],
  ['a tag without a space, in capitals', ' [SAD]Oh no.', ' Oh no.', ['sad 1']],
  ['a tag at a later sentence', 'It broke. [sad] I am sorry.', 'It broke. I am sorry.', ['sad 10']],
  ['a tag after a quotation', 'He said "no." [calm] Well.', 'He said "no." Well.', ['calm 14']],
  ['two tags', '[happy] Yes! [surprised] Really?', 'Yes! Really?', ['happy 0', 'surprised 5']],
  ['the last of two that stand together', '[happy][sad] Hm.', 'Hm.', ['happy 0', 'sad 0']],
  ['an unknown tag is text', '[thrilled] Yes.', '[thrilled] Yes.', []],
  ['a bracket inside a sentence is text', 'Write [happy] into the box.', 'Write [happy] into the box.', []],
  ['brackets that the user asked for', 'The list: a[0], [sic] and [x].', 'The list: a[0], [sic] and [x].', []],
  ['a tag that is never closed', 'So. [hap', 'So. [hap', []],
  ['a bracket that begins like a tag', '[happen] is it.', '[happen] is it.', []],
  ['nothing but a tag', '[calm]', '', ['calm 0']],
];

for (const [what, said, text, felt] of CASES) {
  test(`tags: ${what}, however it is divided`, () => {
    for (let pieceLength = 1; pieceLength <= said.length; pieceLength++) {
      assert.deepEqual(read(said, pieceLength), { text, felt }, `pieces of ${pieceLength}`);
    }
  });
}

test('what is not the beginning of a tag is passed on at once', () => {
  const tags = new EmotionTags();
  assert.deepEqual(
    ['Hi', '. ', '[', 'b', 'ox]'].map((delta) => tags.push(delta)),
    ['Hi', '. ', '', '[b', 'ox]'],
  );
});

test('an emotion lasts until the next one', () => {
  const felt = [
    { emotion: 'happy', offset: 4 },
    { emotion: 'sad', offset: 9 },
  ] as const;
  assert.deepEqual(
    [0, 4, 8, 9, 30].map((offset) => emotionAt(felt, offset)),
    [undefined, 'happy', 'happy', 'sad', 'sad'],
  );
});
