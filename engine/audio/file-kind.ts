/** What a file seems to be, by its first bytes: for telling a person what they handed over instead of a WAV file. */

const SIGNATURES: readonly (readonly [offset: number, bytes: string, kind: string])[] = [
  [0, 'ID3', 'an MP3 file'],
  [0, 'OggS', 'an Ogg file (Vorbis or Opus)'],
  [0, 'fLaC', 'a FLAC file'],
  [4, 'ftyp', 'an MP4 or M4A file'],
  [0, '\x1aE\xdf\xa3', 'a WebM or Matroska file'],
  [0, 'FORM', 'an AIFF file'],
  [0, 'caff', 'an Apple CAF file'],
  [0, 'RIFX', 'a big-endian WAV file'],
  [8, 'AVI ', 'an AVI video'],
  [0, 'RIFF', 'a RIFF file of another kind'],
  [0, 'GGUF', 'a GGUF model'],
  [0, '%PDF', 'a PDF document'],
  [0, 'PK\x03\x04', 'a ZIP archive'],
  [0, '\x1f\x8b', 'a gzip archive'],
  [0, '\x89PNG', 'a PNG picture'],
  [0, '\xff\xd8\xff', 'a JPEG picture'],
];

/** A noun phrase with its article, such as "an MP3 file". */
export function seemsToBe(bytes: Uint8Array): string {
  const head = String.fromCharCode(...bytes.subarray(0, 512));
  for (const [offset, signature, kind] of SIGNATURES) {
    if (head.startsWith(signature, offset)) return kind;
  }
  // An MPEG frame begins with eleven set bits.
  if (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0) return 'an MP3 or AAC file';
  if (bytes.subarray(0, 512).every((byte) => byte === 0)) return 'a file of zeros';
  if (/^[\t\n\r\x20-\x7e\x80-\xff]+$/.test(head)) return 'a text file';
  return 'something unknown';
}
