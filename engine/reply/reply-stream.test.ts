import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ReplyDelta } from './language-model.ts';
import { sanitiseReply } from './reply-stream.ts';

const USAGE = { promptTokens: 7, evaluatedTokens: 3, generatedTokens: 99 };

/** Cleans an answer that arrives in pieces of the given length. */
async function clean(
  answer: string,
  pieceLength: number,
  name?: string,
): Promise<{ text: string; pulled: number; tokens: number }> {
  let pulled = 0;
  async function* deltas(): AsyncGenerator<ReplyDelta> {
    for (let at = 0; at < answer.length; at += pieceLength) {
      pulled += 1;
      yield { type: 'text', text: answer.slice(at, at + pieceLength) };
    }
    yield { type: 'finished', reason: 'end', usage: USAGE };
  }
  let text = '';
  let tokens = -1;
  for await (const delta of sanitiseReply(deltas(), name)) {
    if (delta.type === 'text') text += delta.text;
    else tokens = delta.usage.generatedTokens;
  }
  return { text, pulled, tokens };
}

const CASES: readonly (readonly [what: string, said: string, heard: string])[] = [
  ['plain text passes', 'Paris, of course. It is lovely.', 'Paris, of course. It is lovely.'],
  ['a label for itself', 'Assistant: Hello there.', 'Hello there.'],
  ['its name as a label', ' \n Sotto: Hello there.', 'Hello there.'],
  ['two labels', 'AI: Sotto: Hello.', 'Hello.'],
  ['a word that begins like a label', 'Aiming high is fine.', 'Aiming high is fine.'],
  ['a whole answer that looks like a label', 'Assistant', 'Assistant'],
  ['a thought', '<think>\nHmm: 3 < 4\n</think>\n\nFour is more.', 'Four is more.'],
  ['a thought without an end', '<think>on and on', ''],
  ['speaking for the user', 'It is noon.\nUser: thanks\nAssistant: welcome', 'It is noon.'],
  ['a new line that is nobody’s', 'One.\nUsually two.', 'One.\nUsually two.'],
  [
    'a loop of sentences',
    `Well. ${'I really do not know that. '.repeat(9)}`,
    'Well. I really do not know that. I really do not know that.',
  ],
  [
    'a loop of clauses',
    'He met the woman of the king, the woman of the king, the woman of the king, the woman of the king, so',
    'He met the woman of the king, the woman of the king, the woman of the king,',
  ],
  ['an emphatic answer', 'No, no, no, no.', 'No, no, no, no.'],
];

for (const [what, said, heard] of CASES) {
  test(`cleaned whatever the pieces: ${what}`, async () => {
    for (const pieceLength of [1, 2, 5, 1000]) {
      const { text } = await clean(said, pieceLength, 'Sotto');
      assert.equal(text.trim(), heard, `pieces of ${pieceLength}`);
    }
  });
}

test('an answer that was not cut keeps the usage of the model', async () => {
  assert.equal((await clean('Fine.', 2)).tokens, 99);
});

test('an answer that is cut ends the generation', async () => {
  const { pulled, tokens } = await clean(`Fine.\nUser: ${'more '.repeat(1000)}`, 1);
  assert.ok(pulled < 20, `${pulled} pieces were pulled`);
  assert.equal(tokens, pulled);
});
