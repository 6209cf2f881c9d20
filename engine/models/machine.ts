import { availableParallelism, freemem, totalmem } from 'node:os';

/** What of a machine decides which models it can run. */
export interface Machine {
  readonly totalMemoryBytes: number;
  /** Without swapping and without taking memory from programs that run. */
  readonly availableMemoryBytes: number;
  readonly cores: number;
}

/** macOS counts file caches as used memory although it gives them back at once; half of the total is a fair floor there. */
const MAC_AVAILABLE_FLOOR = 0.5;

export function thisMachine(): Machine {
  const totalMemoryBytes = totalmem();
  const floorBytes = process.platform === 'darwin' ? totalMemoryBytes * MAC_AVAILABLE_FLOOR : 0;
  return { totalMemoryBytes, availableMemoryBytes: Math.max(freemem(), floorBytes), cores: availableParallelism() };
}
