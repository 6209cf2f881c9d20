/** The first steps in their order, and what is told of a set of downloads. Pure. */

import type { ModelView } from '../../../contract/assistant.ts';
import type { DownloadView } from '../../../contract/model-views.ts';

export const FIRST_STEPS = ['welcome', 'microphone', 'speed', 'models', 'talk'] as const;
export type FirstStep = (typeof FIRST_STEPS)[number];

export interface FirstRun {
  readonly step: FirstStep;
  /** Gone through, or skipped. */
  readonly isOver: boolean;
}

/** Whoever has models already needs no advice about them. */
export function stepsFor(hasModels: boolean): readonly FirstStep[] {
  return hasModels ? FIRST_STEPS.filter((step) => step !== 'speed' && step !== 'models') : FIRST_STEPS;
}

/** For people, in words: people answer each other within some 0.2 to 1 s. */
export function answerWord(answerMs: number): 'quick' | 'fine' | 'slow' | 'crawl' {
  if (answerMs <= 1200) return 'quick';
  if (answerMs <= 2200) return 'fine';
  return answerMs <= 4000 ? 'slow' : 'crawl';
}

export interface SetProgress {
  readonly state: 'idle' | 'running' | 'paused' | 'failed';
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number;
  /** Undefined while nothing comes. */
  readonly leftSeconds: number | undefined;
}

/** Of all models that are not here yet, together. */
export function setProgress(models: readonly ModelView[], downloads: readonly DownloadView[]): SetProgress {
  const own = models.map((model) => ({ model, download: downloads.find(({ modelId }) => modelId === model.id) }));
  const totalBytes = sum(own, ({ model, download }) => download?.totalBytes || model.downloadBytes);
  const doneBytes = sum(own, ({ download }) => download?.doneBytes ?? 0);
  const bytesPerSecond = sum(own, ({ download }) => (download?.state === 'running' ? download.bytesPerSecond : 0));
  const states = own.map(({ download }) => download?.state);
  return {
    state: stateOf(states),
    doneBytes,
    totalBytes,
    bytesPerSecond,
    leftSeconds: bytesPerSecond > 0 ? Math.max(0, totalBytes - doneBytes) / bytesPerSecond : undefined,
  };
}

function stateOf(states: readonly (DownloadView['state'] | undefined)[]): SetProgress['state'] {
  if (states.includes('running') || states.includes('waiting')) return 'running';
  if (states.includes('failed')) return 'failed';
  return states.includes('paused') ? 'paused' : 'idle';
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

/** As exact as people need it: seconds below a minute and a half, then minutes, then hours. */
export function roughTime(seconds: number): { readonly unit: 'seconds' | 'minutes' | 'hours'; readonly count: number } {
  if (seconds < 90)
    return { unit: 'seconds', count: Math.max(1, seconds < 10 ? Math.round(seconds) : Math.round(seconds / 5) * 5) };
  if (seconds < 90 * 60) return { unit: 'minutes', count: Math.round(seconds / 60) };
  return { unit: 'hours', count: Math.round(seconds / 3600) };
}
