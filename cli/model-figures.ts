import type { ModelBenchmark } from '../engine/engine.ts';
import { formatSize } from './model-list.ts';

/** What was measured of one model, for people. */
export function benchmarkLines(figures: ModelBenchmark): readonly string[] {
  const memory = figures.memoryBytes === undefined ? '' : `, ${formatSize(figures.memoryBytes)} of memory`;
  return [
    `${figures.id}: loads in ${(figures.loadMs / 1000).toFixed(1)} s${memory}`,
    ...kindLines(figures).map((line) => `  ${line}`),
  ];
}

function kindLines(figures: ModelBenchmark): readonly string[] {
  switch (figures.kind) {
    case 'llm': {
      const { calls, restraint } = figures.toolCalls;
      return [
        `first word after ${figures.timeToFirstTokenMs.toFixed(0)} ms`,
        `reads ${figures.promptTokensPerSecond.toFixed(0)} and writes ${figures.tokensPerSecond.toFixed(0)} tokens a second`,
        `tools: ${calls.right} of ${calls.of} called rightly, ${restraint.right} of ${restraint.of} times rightly not called`,
      ];
    }
    case 'stt':
      return [
        `${(figures.audioMs / 1000).toFixed(1)} s of speech in ${figures.transcriptionMs.toFixed(0)} ms (real-time factor ${figures.realTimeFactor.toFixed(2)})`,
        `heard: ${figures.heard}`,
      ];
    case 'tts':
      return [
        `first clause after ${figures.firstClauseMs.toFixed(0)} ms`,
        `real-time factor ${figures.realTimeFactor.toFixed(2)}`,
      ];
    case 'turn':
      return [`a judgement in ${figures.judgementMs.toFixed(0)} ms`];
  }
}
