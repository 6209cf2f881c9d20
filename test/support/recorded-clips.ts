/** Questions that were spoken once and recorded, so that a test hears the same thing every time. */

import { readWavFile } from '../../engine/audio/wav-file.ts';
import { fixturePath } from './checkout.ts';
import type { SpokenText } from './spoken-clips.ts';

export const RECORDED = {
  'capital-of-france': 'What is the capital of France?',
  'turn-off-the-lights': 'Turn off the lights in the kitchen, please.',
  'weather-in-berlin': 'What is the weather like in Berlin tomorrow morning?',
  'call-my-sister': 'Remind me to call my sister at half past six this evening.',
  'steam-engine': 'I would like to know how an old steam engine turns heat into motion.',
} as const;
export type RecordedName = keyof typeof RECORDED;

export function recordedFile(name: RecordedName): string {
  return fixturePath('speech', `${name}.wav`);
}

export async function recordedClip(name: RecordedName): Promise<SpokenText> {
  return { pcm: (await readWavFile(recordedFile(name))).pcm, text: RECORDED[name] };
}

export function recordedClips(): Promise<SpokenText[]> {
  return Promise.all((Object.keys(RECORDED) as RecordedName[]).map(recordedClip));
}
