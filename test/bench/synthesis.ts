/**
 * Speed of synthesis, and of Piper itself with the same voice. One thread each.
 *
 *   node test/bench/synthesis.ts [--rounds N] [--python PYTHON] [--json]
 *
 * `firstSegment` is the time from the last character that completes a reply's first segment to its sound: what the
 * voice adds to the wait for an answer. Times are wall-clock; real-time factors and the comparison are CPU time, so
 * that other work on the machine matters little. The peer runs when PYTHON (default: python3) has piper-tts.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { summarizeTimes } from '../../cli/bench/statistics.ts';
import { Segmenter } from '../../engine/tts/segmenter.ts';
import { createSherpaPiperSynthesizer } from '../../engine/tts/sherpa-piper.adapter.ts';
import { installedModel } from '../support/models.ts';
import { writePlainVoice } from '../support/plain-voice.ts';
import { runPiper } from './peers/piper-tts.ts';

const REPLIES = [
  'Sure! I have set a timer for ten minutes, and I will tell you when it is over.',
  'It will be about eighteen degrees tomorrow, with light rain in the afternoon. Take an umbrella with you.',
  'Mary Shelley wrote the novel Frankenstein. She was only eighteen years old when she began it.',
  'A cup of flour has sixteen tablespoons, so half a cup has eight of them.',
  'To remove a coffee stain, rinse it with cold water first, then rub in a little soap and wait for ten minutes.',
  'Of course. I have added bread, butter, two dozen eggs and a bottle of olive oil to your shopping list.',
  'The sky is blue because the air scatters short waves of light more than long ones, and blue light has short waves.',
  'I am not sure about that, but I can look it up for you if you like.',
];

interface Spoken {
  readonly text: string;
  readonly seconds: number;
  readonly wallMs: number;
  readonly cpuMs: number;
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    python: { type: 'string', default: 'python3' },
    json: { type: 'boolean', default: false },
  },
});
const rounds = Math.max(1, Number.parseInt(values.rounds, 10) || 1);
const say = (line: string): void => {
  if (!values.json) console.log(line);
};

const segments = REPLIES.map((reply) => {
  const segmenter = new Segmenter({ language: 'en' });
  return [...segmenter.push(reply), ...segmenter.flush()].map(({ spokenText }) => spokenText);
});
const firstTexts = segments.flatMap(([first]) => first ?? []);
const laterTexts = segments.flatMap(([, ...later]) => later);

const voiceDir = await installedModel('piper-en-us-joe');
const loadStartMs = performance.now();
const voice = await createSherpaPiperSynthesizer({
  voiceDir,
  espeakDataDir: join(await installedModel('espeak-ng-data'), 'espeak-ng-data'),
  threads: 1,
});
const loadMs = performance.now() - loadStartMs;
await speak('This warms up the voice.');

const first: Spoken[] = [];
const later: Spoken[] = [];
for (let round = 0; round < rounds; round++) {
  for (const text of firstTexts) first.push(await speak(text));
  for (const text of laterTexts) later.push(await speak(text));
}
for (const { text, seconds, wallMs, cpuMs } of first.slice(0, firstTexts.length)) {
  say(
    `${seconds.toFixed(1).padStart(5)} s ${wallMs.toFixed(0).padStart(5)} ms ${cpuMs.toFixed(0).padStart(5)} ms CPU  ${text}`,
  );
}
console.log(
  JSON.stringify({
    bench: 'synthesis',
    rounds,
    loadMs: Math.round(loadMs),
    firstSegment: { ...summarizeTimes(first.map(({ wallMs }) => wallMs)), realTimeFactor: realTimeFactor(first) },
    laterSegment: { ...summarizeTimes(later.map(({ wallMs }) => wallMs)), realTimeFactor: realTimeFactor(later) },
    peer: await comparePeer(),
  }),
);
await voice[Symbol.asyncDispose]();

async function speak(text: string): Promise<Spoken> {
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  const { pcm, sampleRateHz } = await voice.synthesize({ text, speaker: 0, speed: 1 }, new AbortController().signal);
  const { user, system } = process.cpuUsage(startCpu);
  return {
    text,
    seconds: pcm.length / sampleRateHz,
    wallMs: performance.now() - startMs,
    cpuMs: (user + system) / 1000,
  };
}

/** CPU seconds for a second of sound, each text at its best: its lengths vary by chance, its rounds by other work. */
function realTimeFactor(spoken: readonly Spoken[]): number {
  const texts = [...new Set(spoken.map(({ text }) => text))];
  const best = texts.map((text) =>
    Math.min(...spoken.filter((one) => one.text === text).map(({ cpuMs, seconds }) => cpuMs / 1000 / seconds)),
  );
  return rounded(best.reduce((sum, factor) => sum + factor, 0) / best.length);
}

async function comparePeer(): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-bench-'));
  try {
    await writePlainVoice(voiceDir, folder);
    const texts = [...firstTexts, ...laterTexts];
    const answer = await runPiper({ python: values.python, voiceFile: join(folder, 'model.onnx'), rounds, texts });
    if (typeof answer === 'string') {
      say(`piper-tts: left out: ${answer}`);
      return { name: 'piper-tts', leftOut: answer };
    }
    const spoken = answer.texts.flatMap(({ seconds, cpuMs }, index) =>
      cpuMs.map((ms, round) => ({ text: texts[index] ?? '', seconds: seconds[round] ?? 0, wallMs: 0, cpuMs: ms })),
    );
    const theirs = realTimeFactor(spoken);
    const ours = realTimeFactor([...first, ...later]);
    // Above 1 we are cheaper.
    return { name: `piper-tts ${answer.version}`, realTimeFactor: theirs, cpuRatio: rounded(theirs / ours) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
