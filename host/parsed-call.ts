/** Parameters come from outside: nothing is done with them before they were parsed. */

import { z } from 'zod';
import { type AssistantCalls, assistantParams } from '../contract/assistant.ts';
import { SottoFault } from '../contract/faults.ts';
import type { HandlerContext, Handlers } from '../contract/rpc.ts';

export type CallName = keyof AssistantCalls & string;
/** As a handler sees them: with defaults filled in. */
export type Parsed<N extends CallName> = z.output<(typeof assistantParams)[N]>;
/** With the signal as the runtime has it: of it the contract knows only the least. */
export type Context<N extends CallName> = HandlerContext<AssistantCalls[N]['item']> & { readonly signal: AbortSignal };
/** Handlers of some calls, behind the parser. */
export type ParsedHandlers<N extends CallName> = {
  [K in N]: (params: Parsed<K>, context: Context<K>) => Promise<AssistantCalls[K]['result']>;
};

type AnyHandler = (params: unknown, context: HandlerContext<never>) => Promise<unknown>;

/** Rejects with `bad-params` naming what is wrong, before a handler is asked. */
export function behindParser(handlers: ParsedHandlers<CallName>): Handlers<AssistantCalls> {
  const entries = Object.entries(handlers) as [CallName, AnyHandler][];
  const parsing = entries.map(([name, handler]) => {
    const parse: AnyHandler = async (params, context) => {
      const parsed = assistantParams[name].safeParse(params);
      if (parsed.success) return handler(parsed.data, context);
      throw new SottoFault('bad-params', `${name}: ${z.prettifyError(parsed.error)}`);
    };
    return [name, parse] as const;
  });
  return Object.fromEntries(parsing) as unknown as Handlers<AssistantCalls>;
}
