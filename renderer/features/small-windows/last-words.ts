/** What was said last, by whoever it was. Pure. */

import type { TurnView } from '../../../contract/assistant.ts';

export interface LastWords {
  readonly whose: 'you' | 'sotto';
  readonly text: string;
}

export function lastWords(
  turns: readonly TurnView[],
  partial: { readonly text: string } | undefined,
): LastWords | undefined {
  if (partial !== undefined && partial.text !== '') return { whose: 'you', text: partial.text };
  const last = turns.findLast(({ text }) => text !== '');
  if (last === undefined) return undefined;
  if (last.role === 'user') return { whose: 'you', text: last.text };
  return { whose: 'sotto', text: last.status === 'interrupted' ? `${last.heardText ?? last.text} —` : last.text };
}
