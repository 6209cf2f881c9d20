/**
 * Port: the sound devices of this machine, one microphone and one loudspeaker at a time, with what is played taken out
 * of what is heard. It does as it is told; which device to use, and what to do when one fails, is decided above it.
 */

import { SottoFault } from '../../contract/faults.ts';
import type { EchoMeasurement } from '../capture/echo-canceller.ts';

export type Direction = 'input' | 'output';

export interface SoundDevice {
  readonly id: string;
  /** What people read and write into their settings. */
  readonly name: string;
  readonly direction: Direction;
  readonly isDefault: boolean;
  /** Hears what a loudspeaker plays: never a microphone. */
  readonly isMonitor: boolean;
}

export interface SoundStatus {
  /** Samples of the voice that were written and not dropped, and those of them that were heard. */
  readonly acceptedSamples: number;
  readonly heardSamples: number;
  /** How often the loudspeaker ran dry because this program was late. */
  readonly underruns: number;
  /** How often it ran dry for a moment because the next segment was late. */
  readonly gaps: number;
  readonly droppedFrames: number;
  /** How long the microphone has delivered nothing but zeros. */
  readonly zerosMs: number;
  readonly echo: EchoMeasurement | undefined;
}

/** Called later, never from within a call. */
export interface SoundListener {
  /** 512 samples at 16 kHz, and the sample time of the first since the system was opened. */
  heard(pcm: Float32Array, at: number): void;
  /** The device that was open is gone. */
  lost(direction: Direction, message: string): void;
  /** Devices came or went, or another is the default. */
  devicesChanged(): void;
  /** The sound system itself is gone: open it anew. */
  gone(message: string): void;
}

export interface SoundSystem extends AsyncDisposable {
  listDevices(): Promise<readonly SoundDevice[]>;
  /** Opens a device instead of the one that is open. Rejects with a DeviceFailure. */
  open(direction: Direction, id: string): Promise<void>;
  close(direction: Direction): Promise<void>;
  /** Queues mono samples; they wait while no loudspeaker is open. */
  write(pcm: Float32Array, sampleRateHz: number): void;
  /** Fades out within 10 ms and drops the rest. */
  flush(): void;
  setGain(gainDb: number): void;
  status(): SoundStatus;
}

export type OpenSoundSystem = (listener: SoundListener) => Promise<SoundSystem>;

const FAILURES = ['missing', 'busy', 'refused', 'unsupported', 'no-server', 'timeout', 'failed'] as const;
/** `busy`: another program has it for itself. `refused`: the system does not let us. */
export type FailureCode = (typeof FAILURES)[number];

/** Why a device could not be opened. Stays inside this folder; people get a fault or a notice. */
export class DeviceFailure extends SottoFault {
  readonly failure: FailureCode;

  constructor(failure: FailureCode, message: string) {
    super('device-missing', message, { retryable: true });
    this.failure = failure;
  }
}

export function isFailureCode(code: string | undefined): code is FailureCode {
  return FAILURES.some((known) => known === code);
}
