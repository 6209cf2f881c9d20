/**
 * How each family of models writes a conversation down. Templates embedded in model files are programs and are never run.
 *
 * Invariants:
 * 1. Rendering is append-only: the pieces of a longer conversation start with the pieces of a shorter one, so that a
 *    cache of what was read stays valid. The opening of an assistant message is therefore the same whether the message
 *    is in the history or about to be generated.
 * 2. Text of messages is only ever in pieces with `special: false`; it must be tokenised without special tokens, so
 *    that nobody can forge the end of a message by typing it.
 */

import type { ChatFamily } from '../../contract/chat-family.ts';
import type { ChatMessage } from './language-model.ts';

export interface TemplatePiece {
  readonly text: string;
  /** Whether the markers of the template in `text` stand for single tokens. */
  readonly special: boolean;
}

/** What follows the last message: nothing, a user message still being spoken, or the answer to be generated. */
export type ChatTail =
  | { readonly type: 'nothing' }
  | { readonly type: 'open-user'; readonly text: string }
  /** `begun`: the beginning of the answer, already given. */
  | { readonly type: 'answer'; readonly begun?: string };

interface FamilyMarks {
  /** Absent in families without a system role: the text then opens the first user message. */
  readonly system?: readonly [open: string, close: string];
  readonly user: readonly [open: string, close: string];
  readonly assistant: readonly [open: string, close: string];
  /** Texts that end an answer even where the model spells them out instead of using the token. */
  readonly stops: readonly string[];
}

const MARKS: Readonly<Record<ChatFamily, FamilyMarks>> = {
  chatml: {
    system: ['<|im_start|>system\n', '<|im_end|>\n'],
    user: ['<|im_start|>user\n', '<|im_end|>\n'],
    assistant: ['<|im_start|>assistant\n', '<|im_end|>\n'],
    stops: ['<|im_end|>', '<|im_start|>'],
  },
  // An empty block of thought turns thinking off: a spoken answer cannot wait for it.
  qwen: {
    system: ['<|im_start|>system\n', '<|im_end|>\n'],
    user: ['<|im_start|>user\n', '<|im_end|>\n'],
    assistant: ['<|im_start|>assistant\n<think>\n\n</think>\n\n', '<|im_end|>\n'],
    stops: ['<|im_end|>', '<|im_start|>', '<think>'],
  },
  gemma: {
    user: ['<start_of_turn>user\n', '<end_of_turn>\n'],
    assistant: ['<start_of_turn>model\n', '<end_of_turn>\n'],
    stops: ['<end_of_turn>', '<start_of_turn>'],
  },
  // Thinking is asked for by a marker of its own, which is left out.
  gemma4: {
    system: ['<|turn>system\n', '<turn|>\n'],
    user: ['<|turn>user\n', '<turn|>\n'],
    assistant: ['<|turn>model\n', '<turn|>\n'],
    stops: ['<turn|>', '<|turn>'],
  },
  llama3: {
    system: ['<|start_header_id|>system<|end_header_id|>\n\n', '<|eot_id|>'],
    user: ['<|start_header_id|>user<|end_header_id|>\n\n', '<|eot_id|>'],
    assistant: ['<|start_header_id|>assistant<|end_header_id|>\n\n', '<|eot_id|>'],
    stops: ['<|eot_id|>', '<|start_header_id|>'],
  },
  mistral: {
    user: ['[INST]', '[/INST]'],
    assistant: ['', '</s>'],
    stops: ['</s>', '[INST]'],
  },
  phi: {
    system: ['<|system|>\n', '<|end|>\n'],
    user: ['<|user|>\n', '<|end|>\n'],
    assistant: ['<|assistant|>\n', '<|end|>\n'],
    stops: ['<|end|>', '<|user|>'],
  },
};

/** Texts at which an answer of this family is over. */
export function stopTextsOf(family: ChatFamily): readonly string[] {
  return MARKS[family].stops;
}

/**
 * A conversation as the pieces of the family's template, without the token that begins a text (that one is a property
 * of the model file). System messages are allowed anywhere; families without the role fold them into the next user
 * message.
 */
export function renderChat(family: ChatFamily, messages: readonly ChatMessage[], tail: ChatTail): TemplatePiece[] {
  const marks = MARKS[family];
  const pieces: TemplatePiece[] = [];
  const mark = (text: string): void => {
    if (text !== '') pieces.push({ text, special: true });
  };
  const said = (text: string): void => {
    if (text !== '') pieces.push({ text, special: false });
  };
  let userIsOpen = false;
  const openUser = (): void => {
    if (!userIsOpen) mark(marks.user[0]);
    userIsOpen = true;
  };

  for (const message of messages) {
    const text = message.text.trim();
    if (message.role === 'system' && marks.system === undefined) {
      openUser();
      said(`${text}\n\n`);
      continue;
    }
    if (message.role === 'user') {
      openUser();
      said(text);
      mark(marks.user[1]);
      userIsOpen = false;
      continue;
    }
    const [open, close] = message.role === 'system' && marks.system !== undefined ? marks.system : marks.assistant;
    mark(open);
    said(text);
    mark(close);
  }

  if (tail.type === 'open-user') {
    openUser();
    said(tail.text.trimStart());
  } else if (tail.type === 'answer') {
    mark(marks.assistant[0]);
    said(tail.begun ?? '');
  }
  return pieces;
}
