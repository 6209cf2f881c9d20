/** What a tool is: one declaration each. */

import type { z } from 'zod';
import type { RouterLanguage } from './router/number-words.ts';
import type { ToolRecords } from './tool-records.ts';

/**
 * `read` changes nothing; `write` changes what is kept here and can be undone, so it is done at once; `outside` reaches
 * beyond Sotto; `destructive` cannot be undone. The last two ask first.
 */
export type ToolClass = 'read' | 'write' | 'outside' | 'destructive';

/** The manner of the voice, as the settings keep it. */
export interface VoiceControl {
  /** As a multiple of the voice's own pace. */
  readonly speed: number;
  setSpeed(speed: number): Promise<void>;
}

/** The personas there are, and the way to another one. */
export interface PersonaControl {
  readonly names: readonly string[];
  /** Absent where the present manner is none of them. */
  readonly current: string | undefined;
  use(name: string): Promise<void>;
}

export interface ToolContext {
  readonly language: RouterLanguage;
  readonly records: ToolRecords;
  /** Wall clock. */
  nowMs(): number;
  /** What was heard of the assistant's last answer; empty when there was none. */
  lastAnswer(): string;
  /** Silences what rings. */
  readonly hush?: (() => void) | undefined;
  /** Absent where the voice cannot be changed. */
  readonly voice?: VoiceControl | undefined;
  /** Absent where there is nothing to choose from. */
  readonly personas?: PersonaControl | undefined;
}

export interface ToolResult {
  /** A short sentence for the ear, in the language of the request. */
  readonly said: string;
  /** Takes it back, and says so. Absent when nothing was changed. */
  readonly undo?: () => Promise<void>;
}

export interface Tool<A = never> {
  readonly name: string;
  readonly kind: ToolClass;
  readonly schema: z.ZodType<A>;
  /** Of a tool that asks first: what exactly is about to happen, as a question. */
  readonly question?: (given: A, language: RouterLanguage) => string;
  readonly run: (given: A, context: ToolContext, signal: AbortSignal) => Promise<ToolResult>;
}

/** Keeps the type of arguments between schema and code, and forgets it outside. */
export function declareTool<A>(tool: Tool<A>): Tool {
  return tool as unknown as Tool;
}
