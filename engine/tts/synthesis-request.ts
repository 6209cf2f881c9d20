/** What every synthesizer asks of a request before it spends anything on it. */

import { SottoFault } from '../../contract/faults.ts';
import type { SynthesisRequest } from './tts.ts';

/** Longer text makes runtimes allocate without bound, and cannot be cancelled half-way. */
export const MAX_TEXT_LENGTH = 200;
export const MIN_SPEED = 0.5;
export const MAX_SPEED = 2;

const SPEAKABLE = /[\p{L}\p{N}]/u;

/** Text without a letter or digit is a pause at most; runtimes answer it with a click or by reading out a symbol. */
export function hasSpeech(text: string): boolean {
  return SPEAKABLE.test(text);
}

export function clampSpeed(speed: number): number {
  return Math.min(MAX_SPEED, Math.max(MIN_SPEED, speed));
}

/** Throws `bad-input` for text that is too long, or a speaker or speed that is no number. */
export function checkSynthesisRequest(request: SynthesisRequest): void {
  if (request.text.length > MAX_TEXT_LENGTH) {
    throw badInput(
      `Text for speech has ${request.text.length} characters; cut it into segments of at most ${MAX_TEXT_LENGTH}.`,
    );
  }
  if (!Number.isInteger(request.speaker) || request.speaker < 0) {
    throw badInput(`Speaker ${request.speaker} does not exist: speakers count up from 0.`);
  }
  if (!Number.isFinite(request.speed)) {
    throw badInput(`Speed must be a number from ${MIN_SPEED} to ${MAX_SPEED}.`);
  }
}

function badInput(message: string): SottoFault {
  return new SottoFault('bad-input', message, { stage: 'tts' });
}
