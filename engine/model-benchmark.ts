/** What a model does on this machine: time to load, memory, speed, and for language models whether they call tools well. */

import { SottoFault } from '../contract/faults.ts';
import type { CallMap } from '../contract/rpc.ts';
import { SAMPLE_RATE_HZ } from './audio/audio-frame.ts';
import { resample } from './audio/resample.ts';
import { fileOf, llmLoad, sttLoad, ttsLoad } from './model-choice.ts';
import type { ModelLibrary } from './models/model-library.ts';
import type { InstalledModel } from './models/store.ts';
import type { ChatMessage, LanguageModel, ReplyDelta } from './reply/language-model.ts';
import {
  scoreToolCalls,
  TOOL_CALL_CASES,
  TOOL_CALL_SCHEMA,
  type ToolCallScore,
  toolCallMessages,
} from './tool-call-cases.ts';
import type { SpokenAudio } from './tts/tts.ts';
import type { LlmCalls, LlmLoad } from './workers/llm-worker.ts';
import { RemoteLanguageModel } from './workers/remote-language-model.ts';
import { startWorker } from './workers/start-worker.ts';
import type { SttCalls, SttLoad } from './workers/stt-worker.ts';
import { type LoadCall, type SupervisorOptions, WorkerSupervisor } from './workers/supervisor.ts';
import type { TtsCalls, TtsLoad } from './workers/tts-worker.ts';
import type { TurnCalls, TurnLoad } from './workers/turn-worker.ts';
import { siblingModule } from './workers/worker-process.ts';

export interface BenchmarkOptions {
  readonly library: ModelLibrary;
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Resident memory of a process. */
  readonly memoryOf: (pid: number) => Promise<number | undefined>;
}

interface Loaded {
  readonly id: string;
  readonly loadMs: number;
  /** Of the model's process, after its work. */
  readonly memoryBytes: number | undefined;
}

export type ModelBenchmark = Loaded &
  (
    | ({ readonly kind: 'llm' } & LanguageModelFigures)
    | ({ readonly kind: 'stt' } & TranscriptionFigures)
    | ({ readonly kind: 'tts' } & SynthesisFigures)
    | { readonly kind: 'turn'; readonly judgementMs: number }
  );

export interface LanguageModelFigures {
  /** From a question to the first word, with the instructions already read. */
  readonly timeToFirstTokenMs: number;
  readonly promptTokensPerSecond: number;
  readonly tokensPerSecond: number;
  readonly toolCalls: ToolCallScore;
}

export interface TranscriptionFigures {
  readonly audioMs: number;
  readonly transcriptionMs: number;
  /** Working time over audio time: below 1 keeps up. */
  readonly realTimeFactor: number;
  /** What was made of a sentence that the installed voice spoke. */
  readonly heard: string;
}

export interface SynthesisFigures {
  /** Of a clause of seven words, which is what an answer begins with. */
  readonly firstClauseMs: number;
  readonly realTimeFactor: number;
}

const CONTEXT_TOKENS = 2048;
const CLAUSE = 'Sure, here is what I found.';
const SENTENCES = [
  'The museum opens at ten in the morning and closes at six in the evening.',
  'You can take the tram from the station, which runs every seven minutes.',
];

/**
 * Loads an installed model in a process of its own and measures it. Throws `model-missing`, `model-unsupported` for
 * kinds that have no benchmark, `cancelled`, and what loading throws.
 */
export async function benchmarkModel(id: string, options: BenchmarkOptions): Promise<ModelBenchmark> {
  const model = await options.library.locate(id);
  const { kind } = model.manifest.description;
  const { signal, threads } = options;
  switch (kind) {
    case 'llm': {
      const load = llmLoad(model, CONTEXT_TOKENS, threads);
      return withWorker(id, 'llm', load, options, async (worker: WorkerSupervisor<LlmCalls, LlmLoad>) => {
        const figures = await measureLanguageModel(new RemoteLanguageModel(worker, load.contextTokens), signal);
        return { kind, ...figures };
      });
    }
    case 'stt': {
      const speech = await speakSample(options);
      const load = sttLoad(model, threads);
      return withWorker(id, 'stt', load, options, async (worker: WorkerSupervisor<SttCalls, SttLoad>) => {
        return { kind, ...(await measureTranscription(worker, speech, signal)) };
      });
    }
    case 'tts': {
      const load = await voiceLoad(model, options);
      return withWorker(id, 'tts', load, options, async (worker: WorkerSupervisor<TtsCalls, TtsLoad>) => {
        return { kind, ...(await measureSynthesis(worker, signal)) };
      });
    }
    case 'turn': {
      const load = { modelFile: fileOf(model, 'model') };
      return withWorker(id, 'turn', load, options, async (worker: WorkerSupervisor<TurnCalls, TurnLoad>) => {
        return { kind, judgementMs: await measureJudgement(worker, signal) };
      });
    }
    default:
      throw new SottoFault('model-unsupported', `There is no benchmark for ${kind} models such as ${id}.`, {
        stage: 'models',
      });
  }
}

async function withWorker<C extends CallMap<C> & LoadCall<P>, P, Figures>(
  id: string,
  name: 'llm' | 'stt' | 'tts' | 'turn',
  loadParams: P,
  options: BenchmarkOptions,
  measure: (worker: WorkerSupervisor<C, P>) => Promise<Figures>,
): Promise<Loaded & Figures> {
  const supervision: SupervisorOptions<P> = {
    name,
    stage: 'models',
    loadParams,
    start: startWorker,
    file: siblingModule(import.meta.filename, `workers/${name}-worker`),
    env: { OMP_WAIT_POLICY: 'passive' },
  };
  const worker = new WorkerSupervisor<C, P>(supervision);
  try {
    const startedAt = performance.now();
    await worker.ready();
    const loadMs = performance.now() - startedAt;
    const figures = await measure(worker);
    const memoryBytes = worker.pid === undefined ? undefined : await options.memoryOf(worker.pid);
    return { id, loadMs, memoryBytes, ...figures };
  } finally {
    await worker[Symbol.asyncDispose]();
  }
}

async function measureLanguageModel(model: LanguageModel, signal: AbortSignal): Promise<LanguageModelFigures> {
  const system: ChatMessage = { role: 'system', text: `You answer in one sentence.\n${SENTENCES.join(' ').repeat(6)}` };
  const priority = 'foreground';
  const prefillStartedAt = performance.now();
  const prefilled = await model.prefill({ messages: [system], priority }, signal);
  const prefillMs = performance.now() - prefillStartedAt;
  const messages = [system, { role: 'user', text: 'Tell me about the sea.' } as const];
  const startedAt = performance.now();
  let firstTextAt = Number.NaN;
  let generatedTokens = 0;
  for await (const delta of model.generate({ messages, maxTokens: 64, temperature: 0, priority }, signal)) {
    if (delta.type === 'text' && Number.isNaN(firstTextAt)) firstTextAt = performance.now();
    if (delta.type === 'finished') generatedTokens = delta.usage.generatedTokens;
  }
  const generateMs = performance.now() - firstTextAt;
  const answers: string[] = [];
  for (const each of TOOL_CALL_CASES) answers.push(await answerOf(model, each, signal));
  return {
    timeToFirstTokenMs: firstTextAt - startedAt,
    promptTokensPerSecond: (prefilled.evaluatedTokens * 1000) / prefillMs,
    tokensPerSecond: (Math.max(0, generatedTokens - 1) * 1000) / generateMs,
    toolCalls: scoreToolCalls(answers),
  };
}

async function answerOf(
  model: LanguageModel,
  each: (typeof TOOL_CALL_CASES)[number],
  signal: AbortSignal,
): Promise<string> {
  const request = { messages: toolCallMessages(each), maxTokens: 48, temperature: 0, jsonSchema: TOOL_CALL_SCHEMA };
  let answer = '';
  const deltas: AsyncIterable<ReplyDelta> = model.generate({ ...request, priority: 'foreground' }, signal);
  for await (const delta of deltas) if (delta.type === 'text') answer += delta.text;
  return answer;
}

async function measureTranscription(
  worker: WorkerSupervisor<SttCalls, SttLoad>,
  speech: Float32Array,
  signal: AbortSignal,
): Promise<TranscriptionFigures> {
  const request = { pcm: speech, language: 'en' };
  await worker.call('transcribe', request, { signal });
  const startedAt = performance.now();
  const { text } = await worker.call('transcribe', request, { signal });
  const transcriptionMs = performance.now() - startedAt;
  const audioMs = (speech.length * 1000) / SAMPLE_RATE_HZ;
  return { audioMs, transcriptionMs, realTimeFactor: transcriptionMs / audioMs, heard: text };
}

async function measureSynthesis(
  worker: WorkerSupervisor<TtsCalls, TtsLoad>,
  signal: AbortSignal,
): Promise<SynthesisFigures> {
  const speak = (text: string): Promise<SpokenAudio> =>
    worker.call('synthesize', { text, speaker: 0, speed: 1 }, { signal });
  await speak(CLAUSE);
  const clauseStartedAt = performance.now();
  await speak(CLAUSE);
  const firstClauseMs = performance.now() - clauseStartedAt;
  const startedAt = performance.now();
  let audioMs = 0;
  for (const sentence of SENTENCES) {
    const { pcm, sampleRateHz } = await speak(sentence);
    audioMs += (pcm.length * 1000) / sampleRateHz;
  }
  return { firstClauseMs, realTimeFactor: (performance.now() - startedAt) / audioMs };
}

async function measureJudgement(worker: WorkerSupervisor<TurnCalls, TurnLoad>, signal: AbortSignal): Promise<number> {
  const pcm = new Float32Array(8 * SAMPLE_RATE_HZ);
  await worker.call('predict', { pcm }, { signal });
  const startedAt = performance.now();
  for (let round = 0; round < 5; round += 1) await worker.call('predict', { pcm }, { signal });
  return (performance.now() - startedAt) / 5;
}

/** A sentence spoken by the installed voice: recognition is timed on speech, for silence ends early. */
async function speakSample(options: BenchmarkOptions): Promise<Float32Array> {
  const voice = (await options.library.store.list()).find(({ manifest }) => manifest.description.kind === 'tts');
  if (voice === undefined) {
    throw new SottoFault('model-missing', 'Transcription is measured on a spoken sentence: install a voice first.', {
      stage: 'models',
    });
  }
  const load = await voiceLoad(voice, options);
  const { pcm } = await withWorker(voice.id, 'tts', load, options, (worker: WorkerSupervisor<TtsCalls, TtsLoad>) => {
    const request = { text: SENTENCES[0] ?? '', speaker: 0, speed: 1 };
    return worker.call('synthesize', request, { signal: options.signal });
  }).then((spoken) => resample(spoken, SAMPLE_RATE_HZ));
  return pcm;
}

async function voiceLoad(voice: InstalledModel, { library, threads }: BenchmarkOptions): Promise<TtsLoad> {
  return ttsLoad(voice, await library.locate('espeak-ng-data').catch(() => undefined), threads);
}
