/** Settings by their path, such as `voice.speed`. */

import type { Settings } from '../../../contract/settings.ts';

export function valueAt(settings: Settings, path: string): unknown {
  let value: unknown = settings;
  for (const part of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[part];
  return value;
}

/** What `settings.change` takes to change one value; `null` sets it back to its default. */
export function patchOf(path: string, value: unknown): Record<string, unknown> {
  return path.split('.').reduceRight<unknown>((inner, part) => ({ [part]: inner }), value) as Record<string, unknown>;
}

/** A lock on a group holds for all that is in it. */
export function isLocked(locked: readonly string[], path: string): boolean {
  return locked.some((lock) => path === lock || path.startsWith(`${lock}.`));
}

/** Lists are compared by what is in them. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
