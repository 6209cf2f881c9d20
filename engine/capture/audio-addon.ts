/** The add-on built from `native/audio`: its types, and finding and loading the binary. */

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { SottoFault } from '../../contract/faults.ts';
import { packageRoot } from '../base/package-root.ts';

export interface AddonCancellerOptions {
  /** Filter length in blocks of 4 ms. */
  readonly tailBlocks?: number;
  readonly erleMaxLow?: number;
  readonly erleMaxHigh?: number;
  readonly noiseSuppression?: boolean;
  readonly automaticGain?: boolean;
}

export interface AddonCanceller {
  render(far: Float32Array): void;
  process(near: Float32Array, clean: Float32Array): void;
  measured(): { readonly returnLossDb: number; readonly residualDbfs: number } | null;
}

export interface AddonDevice {
  readonly id: string;
  readonly name: string;
  readonly input: boolean;
  readonly output: boolean;
  readonly isDefault: boolean;
  readonly monitor: boolean;
  readonly rateHz: number;
}

export interface AddonStatus {
  readonly acceptedSamples: number;
  readonly heardSamples: number;
  readonly lostSamples: number;
  readonly underruns: number;
  readonly gaps: number;
  readonly droppedFrames: number;
  readonly zerosMs: number;
  readonly echo?: { readonly returnLossDb: number; readonly residualDbfs: number } | null;
}

/** Errors read `[code] message`. */
export interface AddonDuplex {
  listDevices(): Promise<readonly AddonDevice[]>;
  openInput(id: string): Promise<void>;
  closeInput(): Promise<void>;
  openOutput(id: string): Promise<void>;
  closeOutput(): Promise<void>;
  write(pcm: Float32Array, rateHz: number): void;
  flush(): void;
  setGain(gainDb: number): void;
  status(): AddonStatus;
  close(): Promise<void>;
}

export interface AudioAddon {
  readonly INTERFACE_VERSION: number;
  readonly EchoCanceller: new (options?: AddonCancellerOptions) => AddonCanceller;
  openDuplex(
    options: { readonly name: string; readonly system?: string; readonly canceller?: AddonCancellerOptions },
    onFrame: (pcm: Float32Array, at: number) => void,
    onNotice: (kind: string, message: string) => void,
  ): Promise<AddonDuplex>;
}

/** Must equal INTERFACE_VERSION in `native/audio/src/lib.rs`. */
const INTERFACE_VERSION = 1;

/** The path of the built add-on, or undefined where it was not built. */
export function findAudioAddon(): string | undefined {
  const file = join(packageRoot, 'native', 'audio', 'audio.node');
  return existsSync(file) ? file : undefined;
}

/** Loads the add-on. Throws `device-missing` when it is not built or does not load. */
export function loadAudioAddon(file: string | undefined = findAudioAddon()): AudioAddon {
  if (file === undefined) throw unusable('The audio add-on is not built.');
  const addon = open(file);
  if (addon.INTERFACE_VERSION !== INTERFACE_VERSION) {
    throw unusable('The audio add-on was built from other sources than these.');
  }
  return addon;
}

function open(file: string): AudioAddon {
  try {
    return createRequire(import.meta.url)(file) as AudioAddon;
  } catch (cause) {
    throw unusable(
      `The audio add-on does not load (${cause instanceof Error ? cause.message : String(cause)}).`,
      cause,
    );
  }
}

function unusable(what: string, cause?: unknown): SottoFault {
  return new SottoFault('device-missing', `${what} Run "npm run setup" to build it.`, { stage: 'capture', cause });
}
