/** What listening costs while nobody speaks: CPU seconds a minute, of the engine and all of its workers, in real time. */

import { createWavMicrophone, type Engine } from '../../engine/engine.ts';
import { totalUsage, type Usage, usageOf } from './process-usage.ts';

/** Until code that runs for every frame is compiled, and what was learned of the room is steady. */
const SETTLING_SECONDS = 10;
/** -66 dB: a quiet room and a good microphone. */
const ROOM_LEVEL = 0.000_87;

export interface IdleUsage {
  readonly seconds: number;
  /** By process. */
  readonly cpuSecondsPerMinute: Readonly<Record<string, number>>;
  readonly memoryBytes: Readonly<Record<string, number>>;
  readonly total: Usage;
}

/** Listens to a quiet room for that long. The engine is warm. */
export async function measureIdle(engine: Engine, seconds: number, signal: AbortSignal): Promise<IdleUsage> {
  const listen = (forSeconds: number): Promise<void> => {
    const microphone = createWavMicrophone(quietRoom(forSeconds), { pacing: 'real-time', trailingSilenceMs: 0 });
    return engine.converse(microphone, signal, 'full-duplex');
  };
  await listen(SETTLING_SECONDS);
  const pids = { engine: process.pid, ...engine.workerPids };
  const before = await usageOf(pids);
  await listen(seconds);
  const after = await usageOf(pids);
  const perMinute = (cpuSeconds: number): number => Math.round((cpuSeconds / seconds) * 60 * 100) / 100;
  const cpuSeconds = totalUsage(after).cpuSeconds - totalUsage(before).cpuSeconds;
  return {
    seconds,
    cpuSecondsPerMinute: Object.fromEntries(
      Object.entries(after).map(([name, usage]) => [
        name,
        perMinute(usage.cpuSeconds - (before[name]?.cpuSeconds ?? 0)),
      ]),
    ),
    memoryBytes: Object.fromEntries(Object.entries(after).map(([name, { memoryBytes }]) => [name, memoryBytes])),
    total: { cpuSeconds: perMinute(cpuSeconds), memoryBytes: totalUsage(after).memoryBytes },
  };
}

export interface IdleResult {
  readonly type: 'bench.idle';
  readonly models: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly cpuSecondsPerMinute: number;
  readonly cpuSecondsPerMinuteByProcess: Readonly<Record<string, number>>;
  /** The same while the engine waits for its wake phrase. */
  readonly wakeArmedCpuSecondsPerMinute: number;
  readonly memoryBytes: number;
  readonly memoryBytesByProcess: Readonly<Record<string, number>>;
}

/** One engine after the other, so that each is measured alone. */
export async function measureIdleModes(
  openEngine: (mode: 'hands-free' | 'wake-phrase') => Promise<Engine>,
  seconds: number,
  signal: AbortSignal,
): Promise<IdleResult> {
  let models: Engine['modelIds'] = {};
  const measure = async (mode: 'hands-free' | 'wake-phrase'): Promise<IdleUsage> => {
    const engine = await openEngine(mode);
    try {
      await engine.warmUp(signal);
      models = engine.modelIds;
      return await measureIdle(engine, seconds, signal);
    } finally {
      await engine[Symbol.asyncDispose]();
    }
  };
  const handsFree = await measure('hands-free');
  const wakeArmed = await measure('wake-phrase');
  return {
    type: 'bench.idle',
    models,
    seconds,
    cpuSecondsPerMinute: handsFree.total.cpuSeconds,
    cpuSecondsPerMinuteByProcess: handsFree.cpuSecondsPerMinute,
    wakeArmedCpuSecondsPerMinute: wakeArmed.total.cpuSeconds,
    memoryBytes: handsFree.total.memoryBytes,
    memoryBytesByProcess: handsFree.memoryBytes,
  };
}

/** White noise at 16 kHz, the same at every run. */
function quietRoom(seconds: number): { readonly pcm: Float32Array; readonly sampleRateHz: number } {
  let seed = 1;
  const pcm = Float32Array.from({ length: seconds * 16_000 }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return (seed / 2 ** 31 - 1) * ROOM_LEVEL;
  });
  return { pcm, sampleRateHz: 16_000 };
}
