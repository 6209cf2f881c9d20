import { setImmediate as nextTurn } from 'node:timers/promises';
import { SottoFault } from '../../../contract/faults.ts';

/**
 * One step from the files a source delivers to the files a runtime loads. Reads only `sourceDir` and writes only new
 * files in `outputDir`, which exists and which the caller discards when a step fails or is cancelled.
 */
export interface ConversionInput {
  readonly sourceDir: string;
  readonly outputDir: string;
  readonly options: Readonly<Record<string, string>>;
}

export type Conversion = (input: ConversionInput, signal: AbortSignal) => Promise<void>;

/**
 * Values a step converts between two checkpoints: a few milliseconds of work, so that a progress display beside it
 * stays alive. A multiple of every block length.
 */
export const SLICE_VALUES = 1 << 19;

/** Lets the event loop run. Throws `cancelled` once `signal` aborts. */
export async function checkpoint(signal: AbortSignal): Promise<void> {
  await nextTurn();
  if (signal.aborted) throw new SottoFault('cancelled', 'The model conversion was cancelled.', { stage: 'models' });
}

/** The value of a choice among `allowed`, the first of which is the default. Throws `bad-input`. */
export function chosenOption<Choice extends string>(
  options: Readonly<Record<string, string>>,
  name: string,
  allowed: readonly [Choice, ...Choice[]],
): Choice {
  const wanted = options[name];
  if (wanted === undefined) return allowed[0];
  const found = allowed.find((choice) => choice === wanted);
  if (found === undefined) {
    throw new SottoFault('bad-input', `${name} "${wanted}" is unknown: use one of ${allowed.join(', ')}.`, {
      stage: 'models',
    });
  }
  return found;
}
