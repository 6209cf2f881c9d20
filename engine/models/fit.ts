/** Will a model run here? An estimate from its size and shape, before anything is loaded. */

import { formatBytes } from './disk-space.ts';
import type { Machine } from './machine.ts';

/** 16-bit floats. */
const CACHE_ELEMENT_BYTES = 2;
/** Compute buffers, tokenizer and runtime; measured between 60 and 200 MB for models up to 1 GB. */
const RUNTIME_BYTES = 150_000_000;
/** Left to the system and to what else a person runs. */
const RESERVED_SHARE = 0.25;

/**
 * Weights, the key-value cache of a whole context, and what the runtime takes. `cacheValuesPerToken` is
 * Σ over blocks of key-value heads × (key length + value length); models without such a cache have 0.
 */
export function estimateMemoryBytes(weightBytes: number, cacheValuesPerToken: number, contextTokens: number): number {
  return weightBytes + cacheValuesPerToken * CACHE_ELEMENT_BYTES * contextTokens + RUNTIME_BYTES;
}

export interface Fit {
  /** `tight`: it loads, but other programs may be pushed out of memory. */
  readonly verdict: 'fits' | 'tight' | 'does-not-fit';
  readonly neededBytes: number;
  readonly availableBytes: number;
  readonly totalBytes: number;
  /** One sentence with the numbers. */
  readonly explanation: string;
}

export function judgeFit(neededBytes: number, machine: Machine): Fit {
  const { totalMemoryBytes: totalBytes, availableMemoryBytes: availableBytes } = machine;
  const comfortableBytes = Math.min(availableBytes, totalBytes * (1 - RESERVED_SHARE));
  const verdict = neededBytes <= comfortableBytes ? 'fits' : neededBytes <= totalBytes * 0.9 ? 'tight' : 'does-not-fit';
  const numbers = `needs about ${formatBytes(neededBytes)}; ${formatBytes(availableBytes)} of ${formatBytes(totalBytes)} are free`;
  const explanation = {
    fits: `Fits: it ${numbers}.`,
    tight: `Tight: it ${numbers}. Close other programs first, or take a smaller model.`,
    'does-not-fit': `Does not fit: it ${numbers}. Take a smaller model.`,
  }[verdict];
  return { verdict, neededBytes, availableBytes, totalBytes, explanation };
}
