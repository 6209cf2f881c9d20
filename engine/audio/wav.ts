/**
 * WAV bytes to sound and back.
 *
 * Reads what microphones, browsers, phones and editors really write: any channel count, PCM of 8 to 32 bits, float of
 * 32 or 64 bits, plain or WAVE_FORMAT_EXTENSIBLE, chunks in any order, a cut-off end, and the sizes 0 and 0xFFFFFFFF
 * that streaming writers leave behind. Nothing is allocated from a number in the header: only from bytes that exist.
 */

import { SottoFault } from '../../contract/faults.ts';
import type { Sound } from './audio-frame.ts';
import { clip } from './clip.ts';
import { seemsToBe } from './file-kind.ts';

export const MAX_SOUND_SECONDS: number = 2 * 60 * 60;
/** Two hours at 48 kHz: bounds the memory of a decoded sound (1.4 GB), whatever its rate. */
const MAX_SOUND_SAMPLES = MAX_SOUND_SECONDS * 48_000;
const MIN_RATE_HZ = 4_000;
const MAX_RATE_HZ = 384_000;
const MAX_CHANNELS = 64;
/** A real file has under ten; a hostile one may have millions of empty ones. */
const MAX_CHUNKS = 4_096;
/** What a writer that cannot seek back leaves as the size of the data. */
const UNKNOWN_SIZE = 0xffff_ffff;

const PCM = 0x0001;
const FLOAT = 0x0003;
const EXTENSIBLE = 0xfffe;
const OTHER_FORMATS: Readonly<Record<number, string>> = {
  2: 'ADPCM',
  6: 'A-law',
  7: 'µ-law',
  17: 'IMA ADPCM',
  49: 'GSM 6.10',
  80: 'MPEG',
  85: 'MP3',
  255: 'AAC',
};

interface Format {
  readonly encoding: 'integer' | 'float';
  readonly channels: number;
  readonly sampleRateHz: number;
  /** Width of one sample of one channel, padding included. */
  readonly sampleBytes: number;
}

/**
 * Decodes a WAV file, mixed down to mono by averaging its channels.
 * @throws SottoFault `audio-unreadable`, `audio-empty` or `audio-too-long`.
 */
export function decodeWav(bytes: Uint8Array): Sound {
  if (bytes.byteLength === 0) throw new SottoFault('audio-empty', 'The file is empty (0 bytes).');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const container = text(view, 0);
  // RF64 and BW64 are RIFF with 64-bit sizes in a chunk of their own, and UNKNOWN_SIZE where RIFF has its sizes.
  if (!['RIFF', 'RF64', 'BW64'].includes(container) || text(view, 8) !== 'WAVE') {
    throw new SottoFault(
      'audio-unreadable',
      `This is not a WAV file: it seems to be ${seemsToBe(bytes)}. Convert it to WAV (for example: ffmpeg -i input output.wav).`,
    );
  }
  const { format, data } = readChunks(view);
  if (format === undefined) throw unreadable('it has no "fmt " chunk that says how its samples are stored');
  if (data === undefined) throw new SottoFault('audio-empty', 'The WAV file has no audio data.');

  const frameBytes = format.channels * format.sampleBytes;
  const samples = Math.floor(data.byteLength / frameBytes);
  if (samples === 0) throw new SottoFault('audio-empty', 'The WAV file has a header but no samples.');
  if (samples > MAX_SOUND_SAMPLES || samples > MAX_SOUND_SECONDS * format.sampleRateHz) {
    const minutes = Math.round(samples / format.sampleRateHz / 60);
    throw new SottoFault(
      'audio-too-long',
      `The recording has ${samples} samples (${minutes} minutes at ${format.sampleRateHz} Hz); ` +
        `at most 2 hours and ${MAX_SOUND_SAMPLES} samples are read. Cut it into parts.`,
    );
  }
  return { pcm: mixToMono(data, format, samples), sampleRateHz: format.sampleRateHz };
}

/** A mono 16-bit PCM WAV file. What lies beyond [-1, 1] is clipped. */
export function encodeWav(sound: Sound): Uint8Array {
  const dataBytes = sound.pcm.length * 2;
  const bytes = new Uint8Array(WAV_HEADER_BYTES + dataBytes);
  bytes.set(wavHeader(sound.sampleRateHz, dataBytes));
  bytes.set(encodePcm16(sound.pcm), WAV_HEADER_BYTES);
  return bytes;
}

export const WAV_HEADER_BYTES = 44;

/** The header of a mono 16-bit PCM WAV file. */
export function wavHeader(sampleRateHz: number, dataBytes: number): Uint8Array {
  const header = new Uint8Array(WAV_HEADER_BYTES);
  const view = new DataView(header.buffer);
  const put = (offset: number, word: string): void =>
    header.set(
      [...word].map((char) => char.charCodeAt(0)),
      offset,
    );
  put(0, 'RIFF');
  view.setUint32(4, WAV_HEADER_BYTES - 8 + dataBytes, true);
  put(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, PCM, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  put(36, 'data');
  view.setUint32(40, dataBytes, true);
  return header;
}

/** Samples as little-endian 16-bit integers; 1.0 is 32768, clipped to 32767. */
export function encodePcm16(pcm: Float32Array): Uint8Array {
  const bytes = new Uint8Array(pcm.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < pcm.length; i++) {
    const scaled = Math.round((pcm[i] ?? 0) * 32_768);
    view.setInt16(i * 2, Math.max(-32_768, Math.min(32_767, scaled)), true);
  }
  return bytes;
}

function readChunks(view: DataView): { format: Format | undefined; data: DataView | undefined } {
  let format: Format | undefined;
  let data: DataView | undefined;
  let offset = 12;
  for (let count = 0; offset + 8 <= view.byteLength && !(format && data); count++) {
    if (count === MAX_CHUNKS) throw unreadable(`it has more than ${MAX_CHUNKS} chunks`);
    const id = text(view, offset);
    const declared = view.getUint32(offset + 4, true);
    const start = offset + 8;
    const present = view.byteLength - start;
    if (id === 'data') {
      const open = declared === UNKNOWN_SIZE || (declared === 0 && !startsChunk(view, start));
      const size = open ? present : Math.min(declared, present);
      if (size > 0) data ??= new DataView(view.buffer, view.byteOffset + start, size);
    } else if (id === 'fmt ') {
      format ??= readFormat(new DataView(view.buffer, view.byteOffset + start, Math.min(declared, present)));
    }
    offset = start + declared;
    // Chunks are padded to an even length; some writers forget to.
    if (declared % 2 === 1 && !(startsChunk(view, offset) && !startsChunk(view, offset + 1))) offset += 1;
  }
  return { format, data };
}

function readFormat(chunk: DataView): Format {
  if (chunk.byteLength < 16) throw unreadable(`its "fmt " chunk is too short (${chunk.byteLength} bytes)`);
  let tag = chunk.getUint16(0, true);
  const channels = chunk.getUint16(2, true);
  const sampleRateHz = chunk.getUint32(4, true);
  const blockBytes = chunk.getUint16(12, true);
  const bits = chunk.getUint16(14, true);
  // The first two bytes of the sub-format GUID are the plain format tag.
  if (tag === EXTENSIBLE && chunk.byteLength >= 26) tag = chunk.getUint16(24, true);

  if (tag !== PCM && tag !== FLOAT) {
    const name = OTHER_FORMATS[tag] ?? `format 0x${tag.toString(16).padStart(4, '0')}`;
    throw unreadable(`its audio is stored as ${name}; convert it to plain PCM`);
  }
  if (channels < 1 || channels > MAX_CHANNELS) throw unreadable(`it says it has ${channels} channels`);
  if (sampleRateHz < MIN_RATE_HZ || sampleRateHz > MAX_RATE_HZ) {
    throw unreadable(`its sample rate is ${sampleRateHz} Hz (${MIN_RATE_HZ} to ${MAX_RATE_HZ} are read)`);
  }
  const packed = Math.ceil(bits / 8);
  const stored = blockBytes / channels;
  // 24 bits in 4 bytes: the block size tells; a wrong block size is ignored.
  const sampleBytes = Number.isInteger(stored) && stored > packed && stored <= 4 ? stored : packed;
  const known = tag === FLOAT ? [4, 8].includes(sampleBytes) : [1, 2, 3, 4].includes(sampleBytes);
  if (!known) throw unreadable(`its samples have ${bits} bits`);
  return { encoding: tag === FLOAT ? 'float' : 'integer', channels, sampleRateHz, sampleBytes };
}

function mixToMono(data: DataView, format: Format, samples: number): Float32Array {
  const { channels, sampleBytes } = format;
  const read = sampleReader(format);
  const pcm = new Float32Array(samples);
  for (let i = 0, offset = 0; i < samples; i++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++, offset += sampleBytes) sum += read(data, offset);
    pcm[i] = clip(sum / channels);
  }
  return pcm;
}

function sampleReader(format: Format): (data: DataView, offset: number) => number {
  if (format.encoding === 'float') {
    return format.sampleBytes === 4 ? (d, o) => d.getFloat32(o, true) : (d, o) => d.getFloat64(o, true);
  }
  switch (format.sampleBytes) {
    case 1:
      return (d, o) => (d.getUint8(o) - 128) / 128;
    case 2:
      return (d, o) => d.getInt16(o, true) / 32_768;
    case 3:
      return (d, o) => (d.getUint8(o) + d.getInt16(o + 1, true) * 256) / 8_388_608;
    default:
      return (d, o) => d.getInt32(o, true) / 2_147_483_648;
  }
}

function startsChunk(view: DataView, offset: number): boolean {
  if (offset + 8 > view.byteLength) return false;
  return /^[A-Za-z][A-Za-z0-9_]{2}[A-Za-z0-9_ ]$/.test(text(view, offset));
}

function text(view: DataView, offset: number): string {
  if (offset + 4 > view.byteLength) return '';
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(offset + i)));
}

function unreadable(reason: string): SottoFault {
  return new SottoFault('audio-unreadable', `The WAV file cannot be read: ${reason}.`);
}
