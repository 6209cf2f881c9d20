/** The options of one command, with its help in hand when they are wrong. */

import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './io.ts';

type OptionSpecs = NonNullable<ParseArgsConfig['options']>;

/** What every command knows. */
const COMMON = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;

export type CommandLine<O extends OptionSpecs> = ReturnType<
  typeof parseArgs<{ args: string[]; options: O & typeof COMMON; allowPositionals: true }>
>;

/** Which models to use, for the commands that run an engine. */
export const MODEL_OPTIONS = {
  stt: { type: 'string' },
  llm: { type: 'string' },
  voice: { type: 'string' },
  language: { type: 'string' },
} as const;

/** @throws UsageError naming what is wrong. */
export function parseCommandLine<const O extends OptionSpecs>(
  args: string[],
  options: O,
  help: string,
): CommandLine<O> {
  try {
    return parseArgs({ args, options: { ...options, ...COMMON }, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n\n${help}`);
  }
}
