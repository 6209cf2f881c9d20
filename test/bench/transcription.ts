/**
 * CPU time and word error rate of transcription, and of faster-whisper on the same clips. One thread each.
 *
 *   node test/bench/transcription.ts [--turns MANIFEST.json] [--rounds N] [--python PYTHON] [--peer-model FOLDER] [--json]
 *
 * MANIFEST is the one of `sotto bench latency`: { "turns": [{ "id", "file", "text" }] }, WAV files beside it. Without it
 * the installed voice speaks the clips. The peer runs when PYTHON (default: python3) has faster-whisper; FOLDER is
 * Whisper base for CTranslate2 (default: faster-whisper fetches "base").
 *
 * CPU time, not wall time, so that other work on the machine matters little; per clip the lowest of all rounds.
 */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { resample } from '../../engine/audio/resample.ts';
import { encodeWav } from '../../engine/audio/wav.ts';
import { readWavFile } from '../../engine/audio/wav-file.ts';
import { createSherpaWhisperTranscriber } from '../../engine/stt/sherpa-whisper.adapter.ts';
import type { Transcriber } from '../../engine/stt/stt.ts';
import { createWhisperCppTranscriber } from '../../engine/stt/whisper-cpp.adapter.ts';
import { installedModel, installedModelFile } from '../support/models.ts';
import { speakTexts } from '../support/spoken-clips.ts';
import { BENCH_SENTENCES } from './bench-sentences.ts';
import { type FasterWhisperOptions, runFasterWhisper } from './peers/faster-whisper.ts';
import { type ClipResult, compareWithPeer, summarise } from './transcription-report.ts';

interface Clip {
  readonly id: string;
  readonly text: string;
  /** 16 kHz mono. */
  readonly pcm: Float32Array;
}

const { values } = parseArgs({
  options: {
    turns: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    python: { type: 'string', default: 'python3' },
    'peer-model': { type: 'string', default: 'base' },
    json: { type: 'boolean', default: false },
  },
});
const rounds = Math.max(1, Number.parseInt(values.rounds, 10) || 1);
const say = (line: string): void => {
  if (!values.json) console.log(line);
};

const clips = values.turns === undefined ? await speakClips() : await readClips(resolve(values.turns));
const systems: Record<string, readonly ClipResult[]> = {};
await measure('whisper.cpp base q8_0', async () =>
  createWhisperCppTranscriber({ modelFile: await installedModelFile('whisper-base'), threads: 1 }),
);
await measure('sherpa-onnx base', async () =>
  createSherpaWhisperTranscriber({ modelDir: await installedModel('whisper-base-sherpa'), threads: 1 }),
);
await withWavFiles(async (files) => {
  for (const beamSize of [1, 5]) await measurePeer({ beamSize, files, rounds, model: values['peer-model'] });
});

const [ours, ...others] = Object.keys(systems);
console.log(
  JSON.stringify({
    bench: 'transcription',
    clips: clips.length,
    rounds,
    systems: Object.fromEntries(Object.entries(systems).map(([name, results]) => [name, summarise(results)])),
    comparisons: others.map((other) =>
      compareWithPeer(ours ?? '', systems[ours ?? ''] ?? [], other, systems[other] ?? []),
    ),
  }),
);

async function measure(name: string, load: () => Promise<Transcriber>): Promise<void> {
  let transcriber: Transcriber;
  try {
    transcriber = await load();
  } catch (error) {
    say(`${name}: left out: ${error instanceof Error ? error.message : error}`);
    return;
  }
  const results: ClipResult[] = [];
  for (const { id, text, pcm } of clips) {
    const cpuMs: number[] = [];
    let heard = '';
    for (let round = 0; round < rounds; round++) {
      const before = process.cpuUsage();
      heard = (await transcriber.transcribe({ pcm, language: 'en' }, new AbortController().signal)).text;
      const { user, system } = process.cpuUsage(before);
      cpuMs.push((user + system) / 1000);
    }
    results.push({ id, seconds: pcm.length / 16_000, reference: text, heard, cpuMs: Math.min(...cpuMs) });
  }
  await transcriber[Symbol.asyncDispose]();
  report(name, results);
}

async function measurePeer(job: Omit<FasterWhisperOptions, 'python'>): Promise<void> {
  const answer = await runFasterWhisper({ ...job, python: values.python });
  if (typeof answer === 'string') {
    say(`faster-whisper: left out: ${answer}`);
    return;
  }
  const results = clips.map(({ id, text, pcm }, i) => ({
    id,
    seconds: pcm.length / 16_000,
    reference: text,
    heard: answer.clips[i]?.text ?? '',
    cpuMs: Math.min(...(answer.clips[i]?.cpuMs ?? [])),
  }));
  report(`faster-whisper ${answer.version} base int8 beam ${job.beamSize}`, results);
}

function report(name: string, results: readonly ClipResult[]): void {
  systems[name] = results;
  say(`\n${name}`);
  for (const { id, seconds, cpuMs, heard } of results) {
    say(`  ${id.padEnd(12)} ${seconds.toFixed(1).padStart(5)} s ${cpuMs.toFixed(0).padStart(6)} ms CPU  ${heard}`);
  }
}

async function speakClips(): Promise<Clip[]> {
  const spoken = await speakTexts(BENCH_SENTENCES);
  return spoken.map((clip, i) => ({ id: `spoken-${i + 1}`, ...clip }));
}

async function readClips(manifest: string): Promise<Clip[]> {
  const { turns } = JSON.parse(await readFile(manifest, 'utf8')) as {
    turns: { id: string; file: string; text: string }[];
  };
  const read = turns.map(async ({ id, file, text }) => {
    const sound = await readWavFile(resolve(dirname(manifest), file));
    return { id, text, pcm: resample(sound, 16_000).pcm };
  });
  return Promise.all(read);
}

/** The peer reads files: exactly the samples that we transcribe, in 16 bits. */
async function withWavFiles(work: (files: string[]) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-bench-'));
  try {
    const files: string[] = [];
    for (const { id, pcm } of clips) {
      const file = join(folder, `${id}.wav`);
      await writeFile(file, encodeWav({ pcm, sampleRateHz: 16_000 }));
      files.push(file);
    }
    await work(files);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
