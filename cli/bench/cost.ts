/** What Sotto costs while it does nothing: time to start, memory, and CPU while it listens to silence. */

import type { Engine } from '../../engine/engine.ts';
import { measureIdle } from './idle.ts';

export interface CostResult {
  readonly type: 'bench.cost';
  readonly models: Readonly<Record<string, string>>;
  /** Until every model is loaded and the system prompt is read. */
  readonly startUpMs: number;
  readonly memoryBytes: Readonly<Record<string, number>>;
  readonly totalMemoryBytes: number;
  /** Share of one core while listening to silence. */
  readonly idleCpuShare: number;
  readonly idleSeconds: number;
}

export async function measureCost(engine: Engine, idleSeconds: number, signal: AbortSignal): Promise<CostResult> {
  const startedMs = performance.now();
  await engine.warmUp(signal);
  const startUpMs = Math.round(performance.now() - startedMs);

  const idle = await measureIdle(engine, idleSeconds, signal);
  return {
    type: 'bench.cost',
    models: engine.modelIds,
    startUpMs,
    memoryBytes: idle.memoryBytes,
    totalMemoryBytes: idle.total.memoryBytes,
    idleCpuShare: Math.round((idle.total.cpuSeconds / 60) * 1000) / 1000,
    idleSeconds,
  };
}
