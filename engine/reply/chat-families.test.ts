import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { CHAT_FAMILIES, type ChatFamily } from '../../contract/chat-family.ts';
import { type ChatTail, renderChat } from './chat-families.ts';
import type { ChatMessage } from './language-model.ts';

const MESSAGES: readonly ChatMessage[] = [
  { role: 'system', text: 'Be brief.' },
  { role: 'user', text: ' Hello. ' },
  { role: 'assistant', text: 'Hi.' },
  { role: 'user', text: 'Bye.' },
];

/** As the templates that the models were trained with render it; see the model cards. */
const WHOLE: Readonly<Record<ChatFamily, string>> = {
  chatml:
    '<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHello.<|im_end|>\n<|im_start|>assistant\nHi.<|im_end|>\n' +
    '<|im_start|>user\nBye.<|im_end|>\n<|im_start|>assistant\n',
  qwen:
    '<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHello.<|im_end|>\n' +
    '<|im_start|>assistant\n<think>\n\n</think>\n\nHi.<|im_end|>\n' +
    '<|im_start|>user\nBye.<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n',
  gemma:
    '<start_of_turn>user\nBe brief.\n\nHello.<end_of_turn>\n<start_of_turn>model\nHi.<end_of_turn>\n' +
    '<start_of_turn>user\nBye.<end_of_turn>\n<start_of_turn>model\n',
  gemma4:
    '<|turn>system\nBe brief.<turn|>\n<|turn>user\nHello.<turn|>\n<|turn>model\nHi.<turn|>\n' +
    '<|turn>user\nBye.<turn|>\n<|turn>model\n',
  llama3:
    '<|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>' +
    '<|start_header_id|>user<|end_header_id|>\n\nHello.<|eot_id|>' +
    '<|start_header_id|>assistant<|end_header_id|>\n\nHi.<|eot_id|>' +
    '<|start_header_id|>user<|end_header_id|>\n\nBye.<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n',
  mistral: '[INST]Be brief.\n\nHello.[/INST]Hi.</s>[INST]Bye.[/INST]',
  phi:
    '<|system|>\nBe brief.<|end|>\n<|user|>\nHello.<|end|>\n<|assistant|>\nHi.<|end|>\n' +
    '<|user|>\nBye.<|end|>\n<|assistant|>\n',
};

function textOf(family: ChatFamily, messages: readonly ChatMessage[], tail: ChatTail): string {
  return renderChat(family, messages, tail)
    .map((piece) => piece.text)
    .join('');
}

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const conversation = fc
  .tuple(text, fc.array(fc.tuple(text, text), { maxLength: 4 }))
  .map(([system, turns]): ChatMessage[] => [
    { role: 'system', text: system },
    ...turns.flatMap(([user, assistant]): ChatMessage[] => [
      { role: 'user', text: user },
      { role: 'assistant', text: assistant },
    ]),
  ]);

for (const family of CHAT_FAMILIES) {
  test(`${family} writes a conversation as its models were trained`, () => {
    assert.equal(textOf(family, MESSAGES, { type: 'answer' }), WHOLE[family]);
  });

  test(`${family} only ever adds to what was written before`, () => {
    fc.assert(
      fc.property(conversation, text, text, (messages, said, heard) => {
        const ahead = textOf(family, messages, { type: 'nothing' });
        const open = textOf(family, messages, { type: 'open-user', text: said.trim().slice(0, 5) });
        const user: ChatMessage = { role: 'user', text: said };
        const asked = textOf(family, [...messages, user], { type: 'answer' });
        const begun = textOf(family, [...messages, user], { type: 'answer', begun: heard.trim() });
        const done = textOf(family, [...messages, user, { role: 'assistant', text: heard }], { type: 'nothing' });
        for (const [short, long] of [
          [ahead, open],
          [open, asked],
          [asked, begun],
          [begun, done],
        ] as const) {
          assert.ok(long.startsWith(short), `${JSON.stringify(long)} does not begin with ${JSON.stringify(short)}`);
        }
      }),
    );
  });

  test(`${family} never lets what was said count as a marker`, () => {
    fc.assert(
      fc.property(
        conversation,
        fc.constantFrom('<|im_end|>', '<end_of_turn>', '[/INST]', '<|eot_id|>'),
        (messages, forged) => {
          const user: ChatMessage = { role: 'user', text: `a${forged}` };
          const pieces = renderChat(family, [...messages, user], { type: 'answer' });
          const bearing = pieces.filter((piece) => piece.text.includes(`a${forged}`));
          assert.ok(bearing.length > 0 && bearing.every((piece) => !piece.special));
        },
      ),
    );
  });
}
