/** What the user's settings mean for a conversation. */

import type { Settings } from '../contract/settings.ts';
import type { ConversationConfig } from './conversation/conversation-ports.ts';
import { MIN_TAGGED_CONTEXT_TOKENS, type Persona } from './reply/speaking-style.ts';
import { loadPhrases } from './turn/phrases/phrases.ts';
import { wakePhrasesOf } from './turn/wake/wake-phrase.ts';
import { turnConfigOf } from './turn-settings.ts';

export function conversationConfig(settings: Settings): ConversationConfig {
  const { turnTaking, persona, language, terms } = settings;
  return {
    // People call the assistant by its name, which no recogniser knows.
    transcript: { language, terms: [persona.name, ...terms] },
    turnTaking: { ...turnTaking },
    phrases: loadPhrases(language, turnTaking.phrases),
    wakePhrases: turnTaking.mode === 'wake-phrase' ? wakePhrasesOf(settings) : [],
    assistantName: persona.name,
    turn: turnConfigOf(turnTaking),
  };
}

/** In place: what decides turns looks at it anew each time. */
export function adoptConfig(config: ConversationConfig, { turn, turnTaking, ...rest }: ConversationConfig): void {
  Object.assign(config, rest);
  Object.assign(config.turn, turn);
  Object.assign(config.turnTaking, turnTaking);
}

/** Read anew for every prompt: a persona may change while it is spoken with. */
export function livePersona({ persona, knows, contextTokens }: LivePersonaOptions): Persona {
  return {
    ...(contextTokens >= MIN_TAGGED_CONTEXT_TOKENS ? { feelings: 'tagged' } : {}),
    get name() {
      return persona().name;
    },
    get instructions() {
      return persona().instructions;
    },
    get knows() {
      return knows();
    },
  };
}

export interface LivePersonaOptions {
  readonly persona: () => Settings['persona'];
  /** What the user wants remembered about themselves. */
  readonly knows: () => string;
  /** Of the language model. */
  readonly contextTokens: number;
}
