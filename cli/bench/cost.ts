/** What Sotto costs while it does nothing: time to start, memory, and CPU while it listens to silence. */

import { createWavMicrophone, type Engine } from '../../engine/engine.ts';
import { totalUsage, usageOf } from './process-usage.ts';

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

  const pids = { engine: process.pid, ...engine.workerPids };
  const before = totalUsage(await usageOf(pids));
  const silence = { pcm: new Float32Array(1), sampleRateHz: 16_000 };
  const microphone = createWavMicrophone(silence, { pacing: 'real-time', trailingSilenceMs: idleSeconds * 1000 });
  const idleFromMs = performance.now();
  await engine.converse(microphone, signal, 'full-duplex');
  const idleMs = performance.now() - idleFromMs;
  const usages = await usageOf(pids);
  const after = totalUsage(usages);
  return {
    type: 'bench.cost',
    models: engine.modelIds,
    startUpMs,
    memoryBytes: Object.fromEntries(Object.entries(usages).map(([name, { memoryBytes }]) => [name, memoryBytes])),
    totalMemoryBytes: after.memoryBytes,
    idleCpuShare: Math.round(((after.cpuSeconds - before.cpuSeconds) / (idleMs / 1000)) * 1000) / 1000,
    idleSeconds,
  };
}
