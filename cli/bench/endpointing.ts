/**
 * False cut-offs against delay, as a curve over the eagerness setting, next to silence alone and the model of the voice
 * alone. What the models hear in the corpus is kept, so that strategies can be compared again in a second.
 */

import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Engine,
  type HeardPause,
  judgeEndpoint,
  loadPhrases,
  type PauseListener,
  type Phrases,
  UNKNOWN_PACE,
} from '../../engine/engine.ts';
import { type CorpusVoice, findEspeak, speakUtterance, voicesFor } from './corpus-speech.ts';
import { CORPUS, type CorpusUtterance } from './endpointing-corpus.ts';
import {
  type CurvePoint,
  type HeardUtterance,
  measureStrategy,
  type Strategy,
  WORDS_AFTER_MS,
} from './endpointing-curve.ts';
import type { SpokenTurn } from './spoken-turns.ts';

export interface EndpointingResult {
  readonly type: 'bench.endpointing';
  readonly models: Readonly<Record<string, string>>;
  readonly wordsAfterMs: number;
  readonly utterances: number;
  /**
   * `tuned`: what the strategies were adjusted on. `heldOut`: what they were not. `recorded`: recordings of one's own.
   * Those with `Espeak` were spoken by espeak-ng, whose words are often misheard: they show what is left without words.
   */
  readonly curves: Readonly<Record<string, readonly CurvePoint[]>>;
}

interface Evidence extends HeardUtterance {
  readonly language: string;
  readonly half: CorpusUtterance['half'] | 'recorded';
  readonly voice: CorpusVoice | 'recorded';
}

const EAGERNESS = [0, 0.25, 0.5, 0.75, 1];
const SILENCES_MS = [200, 300, 400, 500, 600, 800, 1000, 1200, 1500];
/** What the voice model calls complete ends after this; what it does not, waits for the second. */
const MODEL_DELAYS = [
  [200, 1500],
  [200, 3000],
  [400, 2000],
  [600, 2000],
] as const;
const COMPLETE_PROBABILITY = 0.5;

export interface EndpointingParts {
  readonly engine: Engine;
  readonly openListener: () => Promise<PauseListener>;
  /** Where what was heard is kept. */
  readonly cacheFolder: string;
  readonly recordings: readonly SpokenTurn[];
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
}

export async function measureEndpointing(parts: EndpointingParts): Promise<EndpointingResult> {
  const { models, evidence } = await gatherEvidence(parts);
  const groups: Readonly<Record<string, readonly Evidence[]>> = {
    tuned: evidence.filter(({ half, voice }) => half === 'tuned' && voice === 'installed'),
    heldOut: evidence.filter(({ half, voice }) => half === 'held-out' && voice === 'installed'),
    tunedEspeak: evidence.filter(({ half, voice }) => half === 'tuned' && voice === 'espeak-ng'),
    heldOutEspeak: evidence.filter(({ half, voice }) => half === 'held-out' && voice === 'espeak-ng'),
    recorded: evidence.filter(({ half }) => half === 'recorded'),
  };
  const curves = Object.entries(groups)
    .filter(([, heard]) => heard.length > 0)
    .map(([name, heard]) => [name, curveOf(heard)] as const);
  return {
    type: 'bench.endpointing',
    models,
    wordsAfterMs: WORDS_AFTER_MS,
    utterances: evidence.length,
    curves: Object.fromEntries(curves),
  };
}

function curveOf(evidence: readonly Evidence[]): readonly CurvePoint[] {
  const languages = new Map(evidence.map((each) => [each, loadPhrases(each.language)]));
  // A strategy sees a pause; whose language it is in is looked up by the pause.
  const phrasesOf = new Map<HeardPause, Phrases>();
  for (const each of evidence) {
    for (const pause of each.pauses) phrasesOf.set(pause, languages.get(each) ?? loadPhrases('en'));
  }
  const words = (eagerness: number): Strategy => {
    return (pause, afterQuestion) => {
      const context = { phrases: phrasesOf.get(pause) ?? loadPhrases('en'), eagerness, pace: UNKNOWN_PACE };
      const judge = (text: string | undefined): number =>
        judgeEndpoint({ acoustic: pause.acoustic, text, afterQuestion }, context).delayMs;
      return { beforeWordsMs: judge(undefined), withWordsMs: judge(pause.text) };
    };
  };
  const constant = (ms: number): Strategy => {
    return () => ({ beforeWordsMs: ms, withWordsMs: ms });
  };
  const model = (completeMs: number, incompleteMs: number): Strategy => {
    return (pause) => {
      const ms = (pause.acoustic ?? 0) >= COMPLETE_PROBABILITY ? completeMs : incompleteMs;
      return { beforeWordsMs: ms, withWordsMs: ms };
    };
  };
  return [
    ...EAGERNESS.map((eagerness) => measureStrategy(`eagerness ${eagerness}`, words(eagerness), evidence)),
    ...SILENCES_MS.map((ms) => measureStrategy(`silence ${ms} ms`, constant(ms), evidence)),
    ...MODEL_DELAYS.map(([complete, incomplete]) =>
      measureStrategy(`model ${complete} or ${incomplete} ms`, model(complete, incomplete), evidence),
    ),
  ];
}

/** Goes up when what is heard of the same corpus with the same models becomes different. */
const HEARING_VERSION = 2;

async function gatherEvidence(
  parts: EndpointingParts,
): Promise<{ models: Readonly<Record<string, string>>; evidence: readonly Evidence[] }> {
  const { recordings, onProgress, signal } = parts;
  const listener = await parts.openListener();
  try {
    const spoken = await cachedCorpus(listener, parts);
    const recorded: Evidence[] = [];
    for (const { id, sound, endOfSpeechMs } of recordings) {
      const pauses = await listener.listen(sound, 'en', signal);
      onProgress(`${id}: ${describe(pauses)}`);
      const common = { kind: 'recorded', half: 'recorded', voice: 'recorded', language: 'en' } as const;
      recorded.push({ id, ...common, afterQuestion: false, endMs: endOfSpeechMs, pauses });
    }
    return { models: listener.modelIds, evidence: [...spoken, ...recorded] };
  } finally {
    await listener[Symbol.asyncDispose]();
  }
}

async function cachedCorpus(listener: PauseListener, parts: EndpointingParts): Promise<readonly Evidence[]> {
  const hasEspeak = await findEspeak();
  const heardWith = [HEARING_VERSION, listener.modelIds, parts.engine.modelIds, hasEspeak, CORPUS];
  const key = createHash('sha256').update(JSON.stringify(heardWith)).digest('hex').slice(0, 16);
  const cacheFile = join(parts.cacheFolder, `endpointing-${key}.json`);
  const known = await readCache(cacheFile);
  if (known !== undefined) return known;
  const heard = await hearCorpus(listener, hasEspeak, parts);
  await mkdir(parts.cacheFolder, { recursive: true });
  await writeFile(cacheFile, JSON.stringify(heard));
  return heard;
}

async function hearCorpus(
  listener: PauseListener,
  hasEspeak: boolean,
  { engine, onProgress, signal }: EndpointingParts,
): Promise<readonly Evidence[]> {
  const evidence: Evidence[] = [];
  for (const utterance of CORPUS) {
    for (const voice of voicesFor(utterance, hasEspeak)) {
      const clip = await speakUtterance(utterance, voice, engine, signal);
      const pauses = await listener.listen(clip.sound, utterance.language, signal);
      onProgress(`${utterance.id} (${voice}): ${describe(pauses)}`);
      const { id, kind, half, language } = utterance;
      evidence.push({ id, kind, half, language, voice, afterQuestion: kind === 'answer', endMs: clip.endMs, pauses });
    }
  }
  return evidence;
}

function describe(pauses: readonly HeardPause[]): string {
  return pauses.map(({ text, acoustic }) => `“${text}” ${acoustic?.toFixed(2) ?? '-'}`).join(' | ');
}

async function readCache(file: string): Promise<readonly Evidence[] | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
