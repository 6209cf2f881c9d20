/** What a client is told of models: facts and figures, which it puts into words itself. */

import { z } from 'zod';
import type { Fault } from './faults.ts';

const modelId = z.string().min(1).max(200);

export const modelParams = {
  /** Begins or goes on; `again` replaces what is there, such as a damaged model. How it goes is told to everybody. */
  'models.download': z.object({ modelId, again: z.boolean().default(false) }),
  /** What has come is kept, and `models.download` goes on from there. */
  'models.pause': z.object({ modelId }),
  /** Gives a download up. What has come is swept away after some days. */
  'models.cancel': z.object({ modelId }),
  /** What an OpenAI-compatible server offers, by name; empty where it does not tell. */
  'server.models': z.object({ baseUrl: z.url(), apiKey: z.string().optional() }),
} as const;

export interface ModelFit {
  /** `tight`: it loads, but other programs may be pushed out of memory. */
  readonly verdict: 'fits' | 'tight' | 'does-not-fit';
  readonly neededBytes: number;
  /** Free now, and in all. */
  readonly availableBytes: number;
  readonly totalBytes: number;
}

/** `unchecked`: all files are there in their sizes, and nobody has compared their contents yet. */
export interface ModelHealth {
  readonly state: 'unchecked' | 'intact' | 'damaged';
  /** When the contents were last compared. */
  readonly checkedAtMs?: number;
  readonly problems: readonly {
    readonly path: string;
    readonly problem: 'missing' | 'not-a-file' | 'wrong-size' | 'wrong-hash';
  }[];
}

/** What a model did on this machine. */
export interface Measurement {
  readonly atMs: number;
  /** By name, with the unit as the last word of the name. */
  readonly figures: Readonly<Record<string, number>>;
}

export interface DownloadView {
  readonly modelId: string;
  /** `waiting` for the one before it. */
  readonly state: 'waiting' | 'running' | 'paused' | 'failed';
  readonly phase: 'waiting' | 'downloading' | 'converting' | 'checking' | 'landed' | 'kept';
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number;
  /** Why it has failed. */
  readonly fault?: Fault;
}
