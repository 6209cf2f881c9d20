/** What people say to be spoken with by another persona. A name is only one if there is such a persona: the toolbox knows. */

import { type RequestPattern, whole } from './request-pattern.ts';

const name = ({ name: said = '' }: Record<string, string | undefined>) => ({ name: said });
const NAME = String.raw`(?<name>\p{L}[\p{L}\p{N} '-]{0,58})`;

export const ENGLISH_PERSONA_REQUESTS: readonly RequestPattern[] = [
  ['use_persona', whole(`(?:switch|change)(?: over)? to (?:the )?(?:persona )?${NAME}(?: persona)?`), name],
  ['use_persona', whole(`(?:let me|i want to|i'd like to) (?:talk|speak) (?:to|with) ${NAME}`), name],
  ['use_persona', whole(`(?:be|become) ${NAME}`), name],
];

export const GERMAN_PERSONA_REQUESTS: readonly RequestPattern[] = [
  ['use_persona', whole(`(?:wechsle|wechsel)(?: bitte)? zu(?:r| der)?(?: persona)? ${NAME}`), name],
  ['use_persona', whole(`(?:lass mich|ich möchte|ich will) mit ${NAME} (?:sprechen|reden)`), name],
  ['use_persona', whole(`sei ${NAME}`), name],
];
