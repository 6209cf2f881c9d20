/** One value of the settings, the way to change it, and the way back to its default. */

import { useAsk, useAssistantState } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { isLocked, isSame, patchOf, valueAt } from './settings-patch.ts';

export interface UsedSetting {
  readonly value: unknown;
  readonly fallback: unknown;
  /** Why it cannot be changed here. */
  readonly lockedBy: string | undefined;
  /** `null` sets it back. */
  readonly apply: (value: unknown) => void;
  /** Absent while it has its default. */
  readonly onReset: (() => void) | undefined;
}

export function useSetting(path: string): UsedSetting {
  const words = useWords().settings;
  const ask = useAsk();
  const value = useAssistantState(({ settings }) => valueAt(settings, path));
  const fallback = useAssistantState(({ defaults }) => valueAt(defaults, path));
  const locked = useAssistantState(({ lockedSettings }) => isLocked(lockedSettings, path));
  const policy = useAssistantState((state) => state.policy);
  const apply = (next: unknown): void => {
    if (!isSame(next, value)) void ask('settings.change', { patch: patchOf(path, next) });
  };
  return {
    value,
    fallback,
    lockedBy: locked ? [words.locked, policy?.message, policy?.source].filter(Boolean).join(' · ') : undefined,
    apply,
    onReset: isSame(value, fallback) ? undefined : () => apply(null),
  };
}
