/**
 * Takes apart the output of a voice that was converted to tell its timings. Such a voice returns, in one float array,
 * `[audio…, frames per token (L), token ids (L), 1, L]`, where one frame is a fixed number of samples (the hop).
 */

export interface TimedTokens {
  /** A view on the sound alone. */
  readonly audio: Float32Array;
  /** Token ids as the voice read them, padding included. */
  readonly tokens: readonly number[];
  /** First sample of each token; as long as `tokens`. */
  readonly startSamples: readonly number[];
}

/** Ids that every Piper voice gives to the symbols `^` and `$`, which open and close what it reads. */
const BEGIN_TOKEN = 1;
const END_TOKEN = 2;
/** Piper's vocoders make 256 samples a frame; the smallest hop in use elsewhere is 64. */
const MIN_HOP_SAMPLES = 64;
/** `^`, one symbol, `$`. */
const MIN_TOKENS = 3;

/** @returns undefined when the tail is missing or does not add up: the output is then sound alone. */
export function splitTimedAudio(output: Float32Array): TimedTokens | undefined {
  const count = output.at(-1) ?? 0;
  if (!Number.isInteger(count) || count < MIN_TOKENS || output.at(-2) !== 1) return undefined;
  const audioSamples = output.length - 2 - 2 * count;
  if (audioSamples <= 0) return undefined;

  const frames = output.subarray(audioSamples, audioSamples + count);
  const tokens = output.subarray(audioSamples + count, audioSamples + 2 * count);
  if (tokens[0] !== BEGIN_TOKEN || tokens[count - 1] !== END_TOKEN) return undefined;
  if (!frames.every(isCount) || !tokens.every(isCount)) return undefined;

  const hopSamples = audioSamples / frames.reduce((sum, length) => sum + length, 0);
  if (!Number.isInteger(hopSamples) || hopSamples < MIN_HOP_SAMPLES) return undefined;

  const startSamples: number[] = [];
  let at = 0;
  for (const length of frames) {
    startSamples.push(at);
    at += length * hopSamples;
  }
  return { audio: output.subarray(0, audioSamples), tokens: Array.from(tokens), startSamples };
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}
