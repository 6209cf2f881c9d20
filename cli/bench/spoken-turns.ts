/** The questions of a latency bench: recordings of one's own by a manifest, or ones that the installed voice speaks. */

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { SottoFault } from '../../contract/faults.ts';
import { type Engine, readWavFile, type Sound } from '../../engine/engine.ts';

export interface SpokenTurn {
  readonly id: string;
  readonly sound: Sound;
  /** What is said. */
  readonly text: string;
  readonly startOfSpeechMs: number;
  readonly endOfSpeechMs: number;
}

const manifestSchema = z.object({
  turns: z
    .array(
      z.object({
        id: z.string().min(1),
        file: z.string().min(1),
        text: z.string(),
        start_of_speech_ms: z.number().nonnegative(),
        end_of_speech_ms: z.number().positive(),
      }),
    )
    .min(1),
});

/** Reads `{ "turns": [{ "id", "file", "text", "start_of_speech_ms", "end_of_speech_ms" }] }`, WAV files beside it. */
export async function readTurns(manifestFile: string): Promise<readonly SpokenTurn[]> {
  const turns: SpokenTurn[] = [];
  for (const turn of (await readManifest(manifestFile)).turns) {
    const sound = await readWavFile(join(dirname(manifestFile), turn.file));
    turns.push({
      id: turn.id,
      sound,
      text: turn.text,
      startOfSpeechMs: turn.start_of_speech_ms,
      endOfSpeechMs: turn.end_of_speech_ms,
    });
  }
  return turns;
}

async function readManifest(file: string): Promise<z.infer<typeof manifestSchema>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new SottoFault('bad-input', `The manifest ${file} cannot be read as JSON.`, { cause });
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new SottoFault('bad-input', `The manifest ${file} is not valid: ${z.prettifyError(parsed.error)}`);
}

const QUESTIONS: readonly string[] = [
  'What can you do for me?',
  'Tell me something about the moon.',
  'How do I boil an egg?',
  'Who wrote Romeo and Juliet?',
  'Could you recommend a book for a long train journey?',
  'What is the capital of France?',
  'I have an hour before dinner, and I would like to go for a walk. What should I wear?',
  'Why is the sky blue?',
  'Give me a short tip for sleeping better.',
  'What is the difference between a crocodile and an alligator?',
  'Name three fruits that are red.',
  'Thank you, that is all for today.',
];
const PACES = [1, 0.9, 1.1];
const LEAD_IN_MS = 300;

/** Twelve questions in the assistant's own voice at three paces. */
export async function speakTurns(engine: Engine, signal: AbortSignal): Promise<readonly SpokenTurn[]> {
  const turns: SpokenTurn[] = [];
  for (const [index, text] of QUESTIONS.entries()) {
    const speed = PACES[index % PACES.length] ?? 1;
    const spoken = await engine.speak({ text, speaker: 0, speed }, signal);
    const lead = Math.round((LEAD_IN_MS * spoken.sampleRateHz) / 1000);
    const pcm = new Float32Array(lead + spoken.pcm.length);
    pcm.set(spoken.pcm, lead);
    const sound = { pcm, sampleRateHz: spoken.sampleRateHz };
    const { startMs, endMs } = audibleSpan(sound);
    turns.push({ id: `turn-${index + 1}`, sound, text, startOfSpeechMs: startMs, endOfSpeechMs: endMs });
  }
  return turns;
}

/** Quieter than this is silence: 40 dB below full scale. */
const AUDIBLE = 0.01;

/** From the first to the last audible sample. */
export function audibleSpan({ pcm, sampleRateHz }: Sound): { readonly startMs: number; readonly endMs: number } {
  const first = pcm.findIndex((sample) => Math.abs(sample) > AUDIBLE);
  const last = pcm.findLastIndex((sample) => Math.abs(sample) > AUDIBLE);
  const toMs = (samples: number): number => (samples * 1000) / sampleRateHz;
  return first < 0 ? { startMs: 0, endMs: 0 } : { startMs: toMs(first), endMs: toMs(last + 1) };
}
