/** What the assistant says aloud when it cannot answer. One short sentence: what happened, what to do. */

import type { FaultCode } from '../../contract/faults.ts';

const APOLOGIES: Partial<Record<FaultCode, string>> = {
  'worker-crashed': 'Sorry, my language model stopped. Please ask me again.',
  'worker-hung': 'Sorry, my language model got stuck. Please ask me again.',
  'worker-unavailable': 'Sorry, my language model does not start. Please choose another one.',
  'model-missing': 'Sorry, my language model is gone. Please install it again.',
  'model-corrupt': 'Sorry, my language model is damaged. Please install it again.',
  'server-unreachable': 'Sorry, I cannot reach your language model server.',
  'server-refused': 'Sorry, your language model server refused to answer.',
};

export function apologyFor(code: FaultCode): string {
  return APOLOGIES[code] ?? 'Sorry, something went wrong. Please ask me again.';
}
