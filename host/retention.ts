/** What is to be deleted because it is old: the user says when, and an administrator may say the latest. Pure. */

import type { Settings } from '../contract/settings.ts';
import type { PurgeOrder } from '../engine/engine.ts';
import type { Policy } from './policy/policy.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Undefined where everything is kept for ever. A pinned conversation stays unless a policy says otherwise. */
export function retentionOrder(
  { privacy }: Pick<Settings, 'privacy'>,
  policy: Policy | undefined,
  nowMs: number,
): PurgeOrder | undefined {
  const before = (days: number | undefined): number | undefined =>
    days === undefined ? undefined : nowMs - days * DAY_MS;
  const order = {
    conversationsBeforeMs: before(privacy.keepConversationsDays),
    pinnedBeforeMs: before(policy?.file.privacy.keepConversationsDaysAtMost),
    audioBeforeMs: before(privacy.keepAudioDays),
  };
  return Object.values(order).every((moment) => moment === undefined) ? undefined : order;
}
