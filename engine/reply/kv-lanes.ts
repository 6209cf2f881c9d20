/** Which lane of the key-value cache a request uses, so that it re-reads as little as possible and spoils nothing. */

import type { Priority } from './language-model.ts';

export interface LaneState {
  /** Tokens that the lane has read, in order. */
  readonly tokens: readonly number[];
  /** Whether a request of the other priority is using it now. */
  readonly isHeld: boolean;
}

export function commonPrefixLength(a: readonly number[], b: readonly number[]): number {
  const end = Math.min(a.length, b.length);
  let length = 0;
  while (length < end && a[length] === b[length]) length += 1;
  return length;
}

/**
 * Index of the lane to use. The one with the longest common prefix; of equals, the one that loses least. Background
 * work never takes the lane that the foreground used last, unless it is the only one.
 */
export function chooseLane(
  lanes: readonly LaneState[],
  prompt: readonly number[],
  priority: Priority,
  liveLane: number,
): number {
  let best: { index: number; shared: number; lost: number } | undefined;
  for (const [index, lane] of lanes.entries()) {
    if (lanes.length > 1 && (lane.isHeld || (priority === 'background' && index === liveLane))) continue;
    const shared = commonPrefixLength(lane.tokens, prompt);
    const lost = lane.tokens.length - shared;
    if (best === undefined || shared > best.shared || (shared === best.shared && lost < best.lost)) {
      best = { index, shared, lost };
    }
  }
  return best?.index ?? 0;
}
