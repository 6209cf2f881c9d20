/**
 * What is done for the user, and what is asked first.
 *
 * Invariants:
 * 1. A tool starts from the user's own words of this turn, or from a consent to exactly these arguments; from nothing else.
 * 2. What reaches outside or destroys is only done after consent. A consent is good once, for the turn right after its
 *    question, until it expires; it is typed, or comes through the live microphone while nothing is played.
 * 3. Everything done is on record.
 */

import { randomUUID } from 'node:crypto';
import { ALARM_TOOLS } from './built-in/alarms.ts';
import { CALCULATOR_TOOLS } from './built-in/calculator.ts';
import { CLOCK_TOOLS } from './built-in/clock.ts';
import { LIST_TOOLS } from './built-in/lists.ts';
import { PERSONA_TOOLS, personaNamed } from './built-in/persona.ts';
import { REMINDER_TOOLS } from './built-in/reminders.ts';
import { TIMER_TOOLS } from './built-in/timers.ts';
import { VOICE_TOOLS } from './built-in/voice.ts';
import type { RouterLanguage } from './router/number-words.ts';
import type { ToolArguments } from './router/request-pattern.ts';
import { likelyLanguages, type Route, route } from './router/route.ts';
import type { PersonaControl, Tool, ToolContext, ToolResult, VoiceControl } from './tool.ts';
import type { ToolRecords } from './tool-records.ts';

export const TOOLS: readonly Tool[] = [
  ...[...TIMER_TOOLS, ...ALARM_TOOLS, ...REMINDER_TOOLS],
  ...[...CALCULATOR_TOOLS, ...CLOCK_TOOLS, ...LIST_TOOLS, ...VOICE_TOOLS, ...PERSONA_TOOLS],
];

/** Beside those of the list: they work on what the toolbox itself remembers. */
const OWN = ['undo', 'say_again', 'what_can_you_do'] as const;
const CONSENT_LIFE_MS = 15_000;
/** A question takes about this long to say, for each of its characters. */
const SAYING_MS = 70;
const KEPT_DEEDS = 500;

export interface UserWords {
  readonly text: string;
  /** ISO 639-1, as far as it is known. */
  readonly language: string;
  /** Neither a recording nor what is said over our own voice gives consent. */
  readonly source: 'live-voice' | 'recording' | 'voice-over-playback' | 'typed';
}

/** Does what was asked, and gives the sentence that answers it. Call it only for a turn that is committed. */
export type ToolAnswer = (signal: AbortSignal) => Promise<string>;

export interface ToolboxOptions {
  readonly records: ToolRecords;
  readonly tools?: readonly Tool[];
  readonly nowMs: () => number;
  readonly lastAnswer: () => string;
  readonly hush?: () => void;
  readonly voice?: VoiceControl | undefined;
  readonly personas?: PersonaControl | undefined;
  /** Told of a question that waits for a yes, and when it no longer does. Times are wall-clock times. */
  readonly onAsked?: (asked: { readonly question: string; readonly expiresAtMs: number } | undefined) => void;
}

interface Asked {
  readonly route: Route;
  readonly expiresAtMs: number;
}

const YES = /^(?:yes|yes please|yeah|yep|sure|do it|go ahead|ja|ja bitte|ja gerne|mach das|mach es|okay|ok)[.!]*$/iu;
const NO = /^(?:no|no thanks|nope|don't|cancel|nein|nein danke|lass es|lass das|abbrechen)[.!]*$/iu;

export class Toolbox {
  readonly #options: ToolboxOptions;
  readonly #tools: ReadonlyMap<string, Tool>;
  #asked: Asked | undefined;
  #undo: (() => Promise<void>) | undefined;

  constructor(options: ToolboxOptions) {
    this.#options = options;
    this.#tools = new Map((options.tools ?? TOOLS).map((tool) => [tool.name, tool]));
  }

  /** Undefined where the words ask for no tool. Does nothing yet. */
  answerFor(words: UserWords): ToolAnswer | undefined {
    const said = words.text.trim();
    const asked = this.#asked;
    if (asked !== undefined && (YES.test(said) || NO.test(said))) return (signal) => this.#settle(asked, words, signal);
    const found = route(said, likelyLanguages(words.language));
    if (found === undefined || !this.#knows(found.tool)) return undefined;
    // A shorter answer is another answer: the model's to write.
    if (found.tool === 'say_again' && found.arguments['manner'] === 'shorter') return undefined;
    const isOfNobody = personaNamed(String(found.arguments['name']), this.#options.personas) === undefined;
    if (found.tool === 'use_persona' && isOfNobody) return undefined;
    return (signal) => this.#begin(found, signal);
  }

  /** A turn that no tool answers ends what was asked before it. */
  turnPassed(): void {
    this.#await(undefined);
  }

  #await(asked: Asked | undefined, question = ''): void {
    if (asked === undefined && this.#asked === undefined) return;
    this.#asked = asked;
    this.#options.onAsked?.(asked && { question, expiresAtMs: asked.expiresAtMs });
  }

  #knows(name: string): boolean {
    return this.#tools.has(name) || (OWN as readonly string[]).includes(name);
  }

  async #settle(asked: Asked, { text, source }: UserWords, signal: AbortSignal): Promise<string> {
    const { language } = asked.route;
    const german = language === 'de';
    if (this.#asked !== asked || this.#options.nowMs() > asked.expiresAtMs) {
      this.#await(undefined);
      return german ? 'Das ist zu lange her. Sag es bitte noch einmal.' : 'That was too long ago. Please ask again.';
    }
    if (NO.test(text.trim())) {
      this.#await(undefined);
      return german ? 'Gut, ich lasse es.' : 'All right, I leave it.';
    }
    if (source === 'recording') {
      return german ? 'Das geht nur mit deiner Stimme am Mikrofon.' : 'For that I need your voice at the microphone.';
    }
    if (source === 'voice-over-playback') {
      return german ? 'Da habe ich noch gesprochen. Ja oder nein?' : 'I was still speaking then. Yes or no?';
    }
    this.#await(undefined);
    return this.#do(asked.route, signal);
  }

  async #begin(found: Route, signal: AbortSignal): Promise<string> {
    this.#await(undefined);
    const tool = this.#tools.get(found.tool);
    if (tool === undefined) return this.#own(found);
    if (tool.kind === 'read' || tool.kind === 'write') return this.#do(found, signal);
    const given = tool.schema.safeParse(found.arguments);
    if (!given.success) return notUnderstood(found.language);
    const question =
      tool.question?.(given.data, found.language) ??
      (found.language === 'de' ? 'Soll ich das tun?' : 'Shall I do that?');
    const expiresAtMs = this.#options.nowMs() + CONSENT_LIFE_MS + question.length * SAYING_MS;
    this.#await({ route: structuredClone(found), expiresAtMs }, question);
    return question;
  }

  async #do({ tool: name, arguments: args, language }: Route, signal: AbortSignal): Promise<string> {
    const tool = this.#tools.get(name);
    const given = tool?.schema.safeParse(args);
    if (tool === undefined || !given?.success) return notUnderstood(language);
    const context: ToolContext = {
      language,
      records: this.#options.records,
      nowMs: this.#options.nowMs,
      lastAnswer: this.#options.lastAnswer,
      hush: this.#options.hush,
      voice: this.#options.voice,
      personas: this.#options.personas,
    };
    const result: ToolResult = await tool.run(given.data, context, signal);
    if (tool.kind !== 'read') {
      this.#undo = result.undo;
      await this.#record(name, args);
    }
    return result.said;
  }

  async #own({ tool, language }: Route): Promise<string> {
    const german = language === 'de';
    if (tool === 'say_again') {
      const last = this.#options.lastAnswer();
      return last === '' ? (german ? 'Ich habe noch nichts gesagt.' : 'I have not said anything yet.') : last;
    }
    if (tool === 'what_can_you_do') {
      return german
        ? 'Ich kann Fragen beantworten, Timer und Wecker stellen, an etwas erinnern, rechnen, umrechnen, und Listen und Notizen führen.'
        : 'I can answer questions, set timers, alarms and reminders, calculate, convert units, and keep lists and notes.';
    }
    const undo = this.#undo;
    this.#undo = undefined;
    if (undo === undefined) return german ? 'Es gibt nichts rückgängig zu machen.' : 'There is nothing to undo.';
    await undo();
    await this.#record('undo', {});
    return german ? 'Das ist zurückgenommen.' : 'That is undone.';
  }

  async #record(tool: string, args: ToolArguments): Promise<void> {
    const { records, nowMs } = this.#options;
    await records.put('deed', { id: randomUUID(), body: JSON.stringify({ tool, arguments: args, atMs: nowMs() }) });
    const deeds = await records.all('deed');
    for (const { id } of deeds.slice(0, Math.max(0, deeds.length - KEPT_DEEDS))) await records.remove('deed', id);
  }
}

function notUnderstood(language: RouterLanguage): string {
  return language === 'de' ? 'Das habe ich nicht verstanden.' : 'I did not understand that.';
}
