import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { spokenCitation } from './citation.ts';
import { fuse } from './fuse.ts';
import { asksForDocuments, contextualQuery } from './query.ts';

describe('what is looked for', () => {
  const earlier = [{ userText: 'What does the lease say about the heating?', answer: 'At least twenty degrees.' }];

  for (const text of ['And the other one?', 'What about pets?', 'Is it the same at night?', 'Und nachts?']) {
    test(`the question before counts too: ${text}`, () => {
      assert.equal(contextualQuery(text, earlier), `${earlier[0]?.userText} ${text}`);
    });
  }

  test('a question that stands on its own stays alone', () => {
    const text = 'How do I bleed the boiler in the kitchen?';
    assert.equal(contextualQuery(text, earlier), text);
    assert.equal(contextualQuery('And the other one?', []), 'And the other one?');
  });

  test('the documents are asked for by what they are, or by name', () => {
    assert.ok(asksForDocuments('What did the letter say?', []));
    assert.ok(asksForDocuments('Was steht im Mietvertrag?', []));
    assert.ok(asksForDocuments('What is in Project Plover?', ['Project Plover']));
    assert.ok(!asksForDocuments('How are you today?', ['Project Plover']));
  });
});

test('what two rankings agree on comes first; of equals, what the first ranks higher', () => {
  assert.deepEqual(
    fuse([
      [1, 2, 3],
      [3, 4],
    ]),
    [3, 1, 2, 4],
  );
  assert.deepEqual(fuse([[1], [2]]), [1, 2]);
  assert.deepEqual(fuse([]), []);
});

test('a citation is short enough for the ear', () => {
  assert.equal(spokenCitation('Lease', 3, 'en'), 'from the Lease, page three');
  assert.equal(spokenCitation('2024-01-07 water_bill (2)', undefined, 'en'), 'from the water bill');
  assert.equal(spokenCitation('My garden', 21, 'en'), 'from My garden, page 21');
  assert.equal(spokenCitation('Mietvertrag', 3, 'de'), 'aus „Mietvertrag“, Seite drei');
});
