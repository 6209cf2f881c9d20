import { u32 } from './raw-bytes.ts';

/** The header of a ggml Whisper model, in the order of the file. */
export interface WhisperHeader {
  vocabularySize: number;
  audioContext: number;
  audioState: number;
  audioHeads: number;
  audioLayers: number;
  textContext: number;
  textState: number;
  textHeads: number;
  textLayers: number;
  melBands: number;
  fileType: number;
}

export interface WhisperParts {
  magic: number;
  header: WhisperHeader;
  filters: { bands: number; frequencies: number; data: Buffer };
  tokenCount: number;
  tokens: Buffer;
  tensors: Buffer;
}

const TOKENS = 50_256;
const TENSORS = 11 + 15 + 24;

/** A Whisper model of one layer on each side, with tensors of one block each. */
export function smallWhisper(): WhisperParts {
  const token = Buffer.concat([u32(2), Buffer.from('ab')]);
  return {
    magic: 0x6767_6d6c,
    header: {
      vocabularySize: 51_864,
      audioContext: 1500,
      audioState: 64,
      audioHeads: 1,
      audioLayers: 1,
      textContext: 448,
      textState: 64,
      textHeads: 1,
      textLayers: 1,
      melBands: 80,
      fileType: 1,
    },
    filters: { bands: 80, frequencies: 201, data: Buffer.alloc(80 * 201 * 4) },
    tokenCount: TOKENS,
    tokens: Buffer.concat(Array.from({ length: TOKENS }, () => token)),
    tensors: Buffer.concat(Array.from({ length: TENSORS }, (_, index) => whisperTensor(`tensor.${index}`))),
  };
}

/** A tensor of 32 values; a test may claim other dimensions, another type or another length of its name. */
export function whisperTensor(
  name: string,
  {
    dimensions = [32],
    typeId = 1,
    rank = dimensions.length,
    nameBytes = name.length,
    data = Buffer.alloc(64),
  }: {
    dimensions?: number[];
    typeId?: number;
    rank?: number;
    nameBytes?: number;
    data?: Buffer;
  } = {},
): Buffer {
  return Buffer.concat([u32(rank), u32(nameBytes), u32(typeId), ...dimensions.map(u32), Buffer.from(name), data]);
}

export function whisperBytes({ magic, header, filters, tokenCount, tokens, tensors }: WhisperParts): Buffer {
  const numbers = Buffer.from(
    Int32Array.from([magic, ...Object.values(header), filters.bands, filters.frequencies]).buffer,
  );
  return Buffer.concat([numbers, filters.data, Buffer.from(Int32Array.of(tokenCount).buffer), tokens, tensors]);
}
