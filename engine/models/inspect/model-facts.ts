/** What a model file says of itself, as far as choosing, fitting and loading it needs to know. */
export type ModelFacts = GgufFacts | WhisperFacts | OnnxFacts | VoiceFacts;

interface CommonFacts {
  readonly fileBytes: number;
  readonly parameterCount: number;
  /** The storage type of most weights, e.g. `q4_0`, `f16`, `int8`. */
  readonly quantisation: string;
}

/** A language or embedding model. */
export interface GgufFacts extends CommonFacts {
  readonly format: 'gguf';
  readonly architecture: string;
  /** As its makers call it; empty when they do not. */
  readonly name: string;
  readonly use: 'chat' | 'embedding';
  readonly blockCount: number;
  readonly embeddingLength: number;
  /** Per block: key-value memory is Σ heads × (keyLength + valueLength) values a token. */
  readonly headCountsKv: readonly number[];
  readonly keyLength: number;
  readonly valueLength: number;
  readonly contextLength: number;
  readonly vocabularySize: number;
  /** The template itself is never rendered: it is a program from an unknown author. */
  readonly chatTemplate: 'present' | 'absent';
}

export interface WhisperFacts extends CommonFacts {
  readonly format: 'whisper-ggml';
  readonly languages: 'many' | 'english';
  readonly audioContext: number;
  readonly audioLayers: number;
  readonly textLayers: number;
  readonly width: number;
  readonly melBands: number;
}

export interface OnnxFacts extends CommonFacts {
  readonly format: 'onnx';
  readonly opsetVersion: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly metadata: ReadonlyMap<string, string>;
}

/** A Piper voice. */
export interface VoiceFacts extends Omit<OnnxFacts, 'format'> {
  readonly format: 'piper-voice';
  /** Whether the runtime can load it, or `piper-to-sherpa` must come first. */
  readonly state: 'converted' | 'as-published';
  readonly sampleRateHz: number;
  readonly language: string;
  readonly espeakVoice: string;
  readonly speakers: number;
}

/** The storage type that takes the most bytes. */
export function dominantStorage(bytesByType: ReadonlyMap<string, number>): string {
  return [...bytesByType].reduce((most, each) => (each[1] > most[1] ? each : most), ['', 0])[0];
}
