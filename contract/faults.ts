/** What can go wrong, as a closed set. The code is the contract; the message is for people and names the remedy. */

export const FAULT_CODES = [
  // what the user gave us
  'bad-input',
  'audio-unreadable',
  'audio-empty',
  'audio-too-long',
  'no-speech',
  // models
  'model-unknown',
  'model-missing',
  'model-corrupt',
  'model-unsupported',
  'model-does-not-fit',
  'hash-mismatch',
  'source-unreachable',
  'disk-full',
  // processes
  'worker-crashed',
  'worker-hung',
  'worker-unavailable',
  'engine-gone',
  // conversation data
  'profile-in-use',
  'storage-corrupt',
  'storage-key-wrong',
  'storage-read-only',
  // devices and servers
  'device-missing',
  'server-unreachable',
  'server-refused',
  'network-refused',
  // what an administrator decided
  'policy-invalid',
  'policy-locked',
  // calls between processes
  'unknown-call',
  'bad-params',
  'cancelled',
  'internal',
] as const;

export type FaultCode = (typeof FAULT_CODES)[number];

/** The pipeline stage a fault belongs to, where it belongs to one. */
export const STAGES = [
  'capture',
  'vad',
  'stt',
  'turn',
  'reply',
  'tts',
  'playback',
  'storage',
  'models',
  'knowledge',
] as const;
export type Stage = (typeof STAGES)[number];

/** A fault as data: what crosses a process boundary or is printed as JSON. */
export interface Fault {
  readonly code: FaultCode;
  readonly message: string;
  readonly stage?: Stage | undefined;
  /** Whether the same request may succeed when it is simply made again. */
  readonly retryable: boolean;
}

/** A fault as an exception. Throw this, never a bare Error, for anything a user or another process may see. */
export class SottoFault extends Error {
  readonly code: FaultCode;
  readonly stage: Stage | undefined;
  readonly retryable: boolean;

  constructor(
    code: FaultCode,
    message: string,
    details: { readonly stage?: Stage | undefined; readonly retryable?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'SottoFault';
    this.code = code;
    this.stage = details.stage;
    this.retryable = details.retryable ?? false;
  }

  toFault(): Fault {
    const fault = { code: this.code, message: this.message, retryable: this.retryable };
    return this.stage === undefined ? fault : { ...fault, stage: this.stage };
  }
}

export function fromFault(fault: Fault): SottoFault {
  return new SottoFault(fault.code, fault.message, { stage: fault.stage, retryable: fault.retryable });
}

/** For whoever stopped waiting; the same request may be made again. */
export function cancelled(): SottoFault {
  return new SottoFault('cancelled', 'Cancelled.', { retryable: true });
}

/** Any thrown value as a fault. What is not one of ours is a defect and reads as `internal`. */
export function toFault(error: unknown): Fault {
  if (error instanceof SottoFault) return error.toFault();
  if (error instanceof Error && error.name === 'AbortError') {
    return { code: 'cancelled', message: 'Cancelled.', retryable: true };
  }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error), retryable: false };
}
