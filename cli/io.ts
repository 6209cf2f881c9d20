/** What a command may touch of the terminal: injected, so that tests see what a person would. */

import { type Fault, SottoFault, toFault } from '../contract/faults.ts';

export interface Io {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Exit codes: the contract of the command line. */
export const EXIT = { ok: 0, fault: 1, usage: 2, cancelled: 130 } as const;

export function printLine(io: Io, line: string): void {
  io.stdout.write(`${line}\n`);
}

export function printJson(io: Io, value: unknown): void {
  io.stdout.write(`${JSON.stringify(value)}\n`);
}

/** A wrong command line: says what is wrong, and points to the help. */
export class UsageError extends Error {}

/** Reports an error the way the caller asked for. @returns the exit code. */
export function reportError(io: Io, error: unknown, asJson: boolean): number {
  if (error instanceof UsageError) {
    io.stderr.write(`sotto: ${error.message}\n`);
    return EXIT.usage;
  }
  const fault: Fault = toFault(error);
  if (fault.code === 'cancelled') return EXIT.cancelled;
  if (asJson) printJson(io, { type: 'fault.raised', fault });
  else io.stderr.write(`sotto: ${fault.message} [${fault.code}]\n`);
  // A defect: the stack helps whoever reports it.
  if (fault.code === 'internal' && error instanceof Error && !(error instanceof SottoFault)) {
    io.stderr.write(`${error.stack ?? ''}\n`);
  }
  return EXIT.fault;
}
