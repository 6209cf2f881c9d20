/** How fast this machine is before any model is here: a short calculation of the kind that models do. */

import { availableParallelism, totalmem } from 'node:os';

export interface MachineSpeed {
  readonly cores: number;
  readonly totalMemoryBytes: number;
  /** Of one core, in plain JavaScript: millions of multiplications with an addition a second. */
  readonly megaflops: number;
  /** Estimate from the end of a question to the first sound of its answer, with the models that start here. */
  readonly answerMs: number;
}

/** 4 MB of weights: more than the caches next to a core hold, so that memory counts as it does for models. */
const ROWS = 1024;
const COLUMNS = 1024;
const SLICES = 20;
const SLICE_MS = 25;
/** Where half of the spoken answers of the recommended set began within `answerMs`. */
const REFERENCE = { megaflops: 2200, cores: 2, answerMs: 1500 };
/** Deciding that a turn is over takes its time on any machine. */
const LISTENING_MS = 450;
/** Beyond it a reply gets no faster. */
const MAX_USEFUL_CORES = 8;

/** Takes about half a second of one core. */
export async function measureMachine(nowMs: () => number = () => performance.now()): Promise<MachineSpeed> {
  const megaflops = await measureMegaflops(nowMs);
  const cores = availableParallelism();
  return { cores, totalMemoryBytes: totalmem(), megaflops, answerMs: estimateAnswerMs(megaflops, cores) };
}

/** Working time shrinks with speed and useful cores; the time to be sure that the user is done does not. */
export function estimateAnswerMs(megaflops: number, cores: number): number {
  const power = (speed: number, count: number): number => speed * Math.min(count, MAX_USEFUL_CORES);
  const slower = power(REFERENCE.megaflops, REFERENCE.cores) / Math.max(1, power(megaflops, cores));
  return Math.round(LISTENING_MS + (REFERENCE.answerMs - LISTENING_MS) * slower);
}

/** The best of some slices: what else runs here at this moment shall not count. */
async function measureMegaflops(nowMs: () => number): Promise<number> {
  const weights = new Float32Array(ROWS * COLUMNS).fill(0.5);
  const input = new Float32Array(COLUMNS).fill(0.25);
  const output = new Float32Array(ROWS);
  let best = 0;
  for (let slice = 0; slice < SLICES; slice += 1) {
    best = Math.max(
      best,
      measureSlice(nowMs, () => multiply(weights, input, output)),
    );
    // A conversation may be going on in this process.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return best;
}

function measureSlice(nowMs: () => number, work: () => void): number {
  const startMs = nowMs();
  let rounds = 0;
  let elapsedMs = 0;
  do {
    work();
    rounds += 1;
    elapsedMs = nowMs() - startMs;
  } while (elapsedMs < SLICE_MS);
  return (rounds * ROWS * COLUMNS) / 1000 / Math.max(1, elapsedMs);
}

function multiply(weights: Float32Array, input: Float32Array, output: Float32Array): void {
  for (let row = 0; row < ROWS; row += 1) {
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let column = 0, at = row * COLUMNS; column < COLUMNS; column += 4, at += 4) {
      a += (weights[at] ?? 0) * (input[column] ?? 0);
      b += (weights[at + 1] ?? 0) * (input[column + 1] ?? 0);
      c += (weights[at + 2] ?? 0) * (input[column + 2] ?? 0);
      d += (weights[at + 3] ?? 0) * (input[column + 3] ?? 0);
    }
    output[row] = a + b + c + d;
  }
}
