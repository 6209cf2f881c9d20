/** What settings and the first steps ask for beside the conversation: hearing, this machine, and the words that steer. */

import { z } from 'zod';

const nothing = z.object({});

export const settingUpParams = {
  /**
   * Tells how loud the microphone is until it is cancelled; while a conversation listens, events tell it. `isAlone`: the
   * conversation is muted until then, so that nobody is answered who only tries the microphone.
   */
  'microphone.listen': z.object({ isAlone: z.boolean().default(false) }),
  /** Hears three seconds and plays them back. The conversation is muted until then; nothing is kept. */
  'microphone.try': nothing,
  /** How fast this machine is, within a second or two, and how soon an answer may be expected. */
  'machine.measure': nothing,
  /** The phrases of a language as they are without a choice of the user's. */
  'phrases.defaults': z.object({ language: z.string().min(2).max(10) }),
} as const;

export interface MicrophoneTry {
  readonly phase: 'recording' | 'playing';
  readonly levelDbfs: number;
}

export interface MachineView {
  readonly cores: number;
  readonly totalMemoryBytes: number;
  /** From the end of a question to the first sound of its answer. */
  readonly answerMs: number;
  /** `turns`: half of the last answers took no longer. `estimate`: from a short calculation. */
  readonly basis: 'turns' | 'estimate';
}

export interface DefaultPhrases {
  /** Of the phrases; English stands in for a language without any. */
  readonly language: string;
  readonly stop: readonly string[];
  readonly backchannel: readonly string[];
}

export interface SettingUpResults {
  'microphone.listen': undefined;
  /** The loudest moment, in dB below full scale. */
  'microphone.try': { readonly loudestDbfs: number };
  'machine.measure': MachineView;
  'phrases.defaults': DefaultPhrases;
}

export interface SettingUpItems {
  'microphone.listen': { readonly levelDbfs: number };
  'microphone.try': MicrophoneTry;
}
