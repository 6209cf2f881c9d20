/** How far this person has come in the first steps. Kept in the window, so that they can go on another time. */

import { useSyncExternalStore } from 'react';
import { FIRST_STEPS, type FirstRun } from './first-steps.ts';

const KEY = 'sotto.first-run';
const listeners = new Set<() => void>();
let known: { readonly text: string | null; readonly run: FirstRun } | undefined;

export function useFirstRun(): FirstRun {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, keptFirstRun);
}

export function keepFirstRun(run: FirstRun): void {
  localStorage.setItem(KEY, JSON.stringify(run));
  for (const listener of listeners) listener();
}

/** The same object as long as nothing changes. */
function keptFirstRun(): FirstRun {
  const text = localStorage.getItem(KEY);
  if (known === undefined || known.text !== text) known = { text, run: parsed(text) };
  return known.run;
}

function parsed(text: string | null): FirstRun {
  try {
    const { step, isOver } = JSON.parse(text ?? '{}') as Partial<FirstRun>;
    return { step: FIRST_STEPS.find((one) => one === step) ?? 'welcome', isOver: isOver === true };
  } catch {
    return { step: 'welcome', isOver: false };
  }
}
