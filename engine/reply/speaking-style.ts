/** What makes a chat model speak rather than write. */

export interface Persona {
  /** What the assistant calls itself. */
  readonly name: string;
  /** What the user wants it to be like; may be empty. */
  readonly instructions: string;
  /** Whether the model is told of the tags that a face shows; absent where its context has no room to spare. */
  readonly feelings?: 'tagged';
  /** What the user wants remembered about themselves, in their words; may be empty. */
  readonly knows?: string;
}

/** A prompt that only fits a small context closely is better without it: a face shows nothing then, and that is all. */
export const MIN_TAGGED_CONTEXT_TOKENS = 4096;

const TAG_RULE = 'For your face, a sentence may begin with [happy], [sad], [surprised] or [calm].';

/**
 * The system prompt of a persona. It contains nothing that changes from turn to turn, no clock above all: it is the
 * beginning of every prompt, and what follows stays cached only while it stays the same. What is known of the user changes
 * when they say so.
 */
export function speakingStyle(persona: Persona): string {
  const rules = [
    `You are ${persona.name}, a voice assistant. The user hears what you say and sees none of it.`,
    'Answer in the language of the user, in one to three short sentences, the answer first.',
    'Speak plainly: no lists, headings, links, symbols or emoji. Say numbers, dates and units as people say them.',
    'Ask at most one question at a time. When you do not know something, say so.',
    ...(persona.feelings === 'tagged' ? [TAG_RULE] : []),
    'Where an answer of yours ends in a dash, the user interrupted you and heard no more of it.',
  ];
  const { knows = '', instructions } = persona;
  const known = knows === '' ? '' : `The user told you about themselves: ${knows} Use it where it helps, unasked for.`;
  return [rules.join('\n'), instructions.trim(), known].filter((part) => part !== '').join('\n\n');
}
