/** The add-on built from `native/whisper`: its types, and finding and loading the binary. */

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { SottoFault } from '../../contract/faults.ts';
import { packageRoot } from '../base/package-root.ts';

export interface WhisperTranscribeOptions {
  /** ISO 639-1 code, or `auto`. */
  readonly language: string;
  readonly prompt?: string;
  /** Encoder positions of 20 ms; 0 means all 1500. */
  readonly audioContext: number;
  /** 0 means 220. */
  readonly maxTokens: number;
  readonly threads: number;
}

export interface WhisperTranscribeResult {
  /** Nothing else is set when this is true. */
  readonly aborted: boolean;
  readonly text: string;
  readonly language: string;
  readonly languageProbability: number;
  readonly noSpeechProbability: number;
  readonly averageLogProbability: number;
  readonly tokens: readonly { readonly text: string; readonly probability: number }[];
  readonly reachedMaxTokens: boolean;
  readonly encodeMs: number;
  readonly decodeMs: number;
}

export interface WhisperAbortFlag {
  abort(): void;
}

export interface WhisperModel {
  readonly multilingual: boolean;
  readonly audioLayers: number;
  /** Copies `pcm` before it returns. */
  transcribe(
    pcm: Float32Array,
    options: WhisperTranscribeOptions,
    abort: WhisperAbortFlag,
  ): Promise<WhisperTranscribeResult>;
  free(): void;
}

export interface WhisperAddon {
  readonly INTERFACE_VERSION: number;
  readonly AbortFlag: new () => WhisperAbortFlag;
  cpuSupport(): { readonly supported: boolean; readonly missing: readonly string[] };
  loadModel(path: string): Promise<WhisperModel>;
}

/** Must equal INTERFACE_VERSION in `native/whisper/src/lib.rs`. */
const INTERFACE_VERSION = 1;

/** The path of the built add-on, or undefined where it was not built. */
export function findWhisperAddon(): string | undefined {
  const file = join(packageRoot, 'native', 'whisper', 'whisper.node');
  return existsSync(file) ? file : undefined;
}

/**
 * Loads the add-on. Throws `model-unsupported` when it is not built, does not load or does not suit this processor;
 * a model for sherpa-onnx is the way out then.
 */
export function loadWhisperAddon(file: string | undefined = findWhisperAddon()): WhisperAddon {
  if (file === undefined) throw unusable('The Whisper add-on is not built.');
  // OpenMP reads this when it is first loaded. Threads that spin while they wait starve the language model beside them.
  process.env['OMP_WAIT_POLICY'] ??= 'passive';
  const addon = open(file);
  if (addon.INTERFACE_VERSION !== INTERFACE_VERSION) {
    throw unusable('The Whisper add-on was built from other sources than these.');
  }
  const { supported, missing } = addon.cpuSupport();
  if (!supported) throw unusable(`The Whisper add-on needs ${missing.join(', ')}, which this processor lacks.`);
  return addon;
}

function open(file: string): WhisperAddon {
  try {
    return createRequire(import.meta.url)(file) as WhisperAddon;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw unusable(`The Whisper add-on does not load (${reason}).`, cause);
  }
}

function unusable(what: string, cause?: unknown): SottoFault {
  const remedy = 'Run "npm run setup" to build it, or use the model "whisper-base-sherpa".';
  return new SottoFault('model-unsupported', `${what} ${remedy}`, { stage: 'stt', cause });
}
