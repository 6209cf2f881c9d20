/** An answer as a person should hear it: without labels, thoughts, loops, or words put into the user's mouth. */

import type { ReplyDelta, TokenUsage } from './language-model.ts';
import { RepetitionGuard } from './repetition-guard.ts';
import { RoleLabels } from './role-labels.ts';

/**
 * The same deltas, cleaned. Ends the generation early where the rest is of no use; `finished` then counts only what
 * was seen.
 * @param name what the assistant is called, so that it need not announce itself.
 */
export async function* sanitiseReply(deltas: AsyncIterable<ReplyDelta>, name?: string): AsyncGenerator<ReplyDelta> {
  const labels = new RoleLabels(name);
  const guard = new RepetitionGuard();
  const seen: TokenUsage = { promptTokens: 0, evaluatedTokens: 0, generatedTokens: 0 };
  let generatedTokens = 0;

  for await (const delta of deltas) {
    if (delta.type === 'finished') {
      const last = guard.push(labels.end());
      const rest = last.text + (last.stopped ? '' : guard.end());
      if (rest !== '') yield { type: 'text', text: rest };
      yield delta;
      return;
    }
    generatedTokens += 1;
    const labelled = labels.push(delta.text);
    const guarded = guard.push(labelled.text);
    if (guarded.text !== '') yield { type: 'text', text: guarded.text };
    if (labelled.stopped || guarded.stopped) {
      const rest = guarded.stopped ? '' : guard.end();
      if (rest !== '') yield { type: 'text', text: rest };
      yield { type: 'finished', reason: 'end', usage: { ...seen, generatedTokens } };
      return;
    }
  }
}
