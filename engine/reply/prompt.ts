/**
 * The conversation as the messages of a prompt.
 *
 * Invariant: the prompt of a turn begins with the prompt of the turn before it. Only compaction and an interruption
 * change anything but the end; notes of older turns sit right behind the system prompt, where compaction alone moves
 * them.
 */

import type { ConversationMemory } from './conversation-memory.ts';
import type { ChatMessage } from './language-model.ts';
import { type Persona, speakingStyle } from './speaking-style.ts';

export interface PromptParts {
  readonly persona: Persona;
  readonly memory: ConversationMemory;
  /** What the user says now. Absent for a prompt that is only read ahead. */
  readonly userText?: string;
}

export function buildPrompt({ persona, memory, userText }: PromptParts): ChatMessage[] {
  const earlier = earlierText(memory);
  const style = speakingStyle(persona);
  const messages: ChatMessage[] = [{ role: 'system', text: earlier === '' ? style : `${style}\n\n${earlier}` }];
  // Words that were never answered belong to what was said next: an empty answer would teach the model to give one.
  let unanswered = '';
  for (const turn of memory.turns) {
    const said = joinLines(unanswered, turn.userText.trim());
    const heard = turn.heardText.trim();
    if (heard === '' || said === '') {
      unanswered = said;
      continue;
    }
    messages.push({ role: 'user', text: said }, { role: 'assistant', text: heard });
    unanswered = '';
  }
  const open = joinLines(unanswered, userText?.trim() ?? '');
  if (open !== '' && userText !== undefined) messages.push({ role: 'user', text: open });
  return messages;
}

/** What is known of the turns that are no longer in the prompt word for word; empty when there are none. */
export function earlierText(memory: ConversationMemory): string {
  const lines: string[] = [];
  if (memory.facts.length > 0) {
    lines.push(`Earlier the user said: ${memory.facts.map((fact) => `"${fact.text}"`).join(' ')}`);
  }
  if (memory.summary !== '') lines.push(`Your notes of the conversation so far: ${memory.summary}`);
  return lines.join('\n');
}

function joinLines(a: string, b: string): string {
  return a === '' || b === '' ? a + b : `${a}\n${b}`;
}
