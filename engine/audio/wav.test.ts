import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { SottoFault } from '../../contract/faults.ts';
import { decodeWav, encodeWav } from './wav.ts';

type Chunk = readonly [id: string, body: Uint8Array, declaredSize?: number];

function chunk([id, body, declaredSize = body.length]: Chunk, padding: 'padded' | 'unpadded' = 'padded'): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 0, 'latin1');
  head.writeUInt32LE(declaredSize, 4);
  return Buffer.concat([head, body, Buffer.alloc(padding === 'padded' ? body.length % 2 : 0)]);
}

function riff(...chunks: readonly (Chunk | Buffer)[]): Buffer {
  const body = Buffer.concat(chunks.map((part) => (Buffer.isBuffer(part) ? part : chunk(part as Chunk))));
  return chunk(['RIFF', Buffer.concat([Buffer.from('WAVE'), body])]);
}

interface FormatFields {
  readonly tag?: number;
  readonly channels?: number;
  readonly rateHz?: number;
  readonly bits?: number;
  readonly blockBytes?: number;
  readonly subFormat?: number;
}

function format(fields: FormatFields = {}): Chunk {
  const { tag = 1, channels = 1, rateHz = 16_000, bits = 16, subFormat } = fields;
  const body = Buffer.alloc(subFormat === undefined ? 16 : 40);
  const blockBytes = fields.blockBytes ?? channels * Math.ceil(bits / 8);
  body.writeUInt16LE(tag, 0);
  body.writeUInt16LE(channels, 2);
  body.writeUInt32LE(rateHz, 4);
  body.writeUInt32LE((rateHz * blockBytes) % 2 ** 32, 8);
  body.writeUInt16LE(blockBytes, 12);
  body.writeUInt16LE(bits, 14);
  if (subFormat !== undefined) body.writeUInt16LE(subFormat, 24);
  return ['fmt ', body];
}

function int16(...values: readonly number[]): Buffer {
  return Buffer.from(Int16Array.from(values).buffer);
}

function faultOf(bytes: Uint8Array): { code: string; message: string } {
  try {
    decodeWav(bytes);
  } catch (error) {
    assert.ok(error instanceof SottoFault, `not a SottoFault: ${String(error)}`);
    return { code: error.code, message: error.message };
  }
  return assert.fail('decoded without a fault');
}

describe('decodeWav reads', () => {
  const half = 0.5;
  const stored: readonly (readonly [string, FormatFields, Buffer])[] = [
    ['8-bit PCM', { bits: 8 }, Buffer.from([192, 64])],
    ['16-bit PCM', {}, int16(16_384, -16_384)],
    ['24-bit PCM', { bits: 24 }, Buffer.from([0, 0, 0x40, 0, 0, 0xc0])],
    ['24-bit PCM in 4 bytes', { bits: 24, blockBytes: 4 }, Buffer.from([0, 0, 0, 0x40, 0, 0, 0, 0xc0])],
    ['20-bit PCM', { bits: 20 }, Buffer.from([0, 0, 0x40, 0, 0, 0xc0])],
    ['32-bit PCM', { bits: 32 }, Buffer.from(Int32Array.of(2 ** 30, -(2 ** 30)).buffer)],
    ['32-bit float', { tag: 3, bits: 32 }, Buffer.from(Float32Array.of(half, -half).buffer)],
    ['64-bit float', { tag: 3, bits: 64 }, Buffer.from(Float64Array.of(half, -half).buffer)],
    ['extensible PCM', { tag: 0xfffe, subFormat: 1 }, int16(16_384, -16_384)],
    ['extensible float', { tag: 0xfffe, subFormat: 3, bits: 32 }, Buffer.from(Float32Array.of(half, -half).buffer)],
    ['a wrong block size', { blockBytes: 0 }, int16(16_384, -16_384)],
  ];
  for (const [name, fields, data] of stored) {
    test(name, () => {
      assert.deepEqual(decodeWav(riff(format(fields), ['data', data])), {
        pcm: Float32Array.of(half, -half),
        sampleRateHz: 16_000,
      });
    });
  }

  test('three channels at 384 kHz, averaged', () => {
    const sound = decodeWav(riff(format({ channels: 3, rateHz: 384_000 }), ['data', int16(3_000, 6_000, 7_383)]));
    assert.deepEqual(sound, { pcm: Float32Array.of(5_461 / 32_768), sampleRateHz: 384_000 });
  });

  test('chunks in any order, odd ones, and ones it does not know', () => {
    const sound = decodeWav(
      riff(['JUNK', Buffer.alloc(7)], ['data', int16(16_384)], ['LIST', Buffer.from('INFO')], format()),
    );
    assert.deepEqual([...sound.pcm], [0.5]);
  });

  test('an odd chunk without its padding', () => {
    const junk = chunk(['note', Buffer.from('odd')], 'unpadded');
    assert.deepEqual([...decodeWav(riff(junk, format(), ['data', int16(16_384)])).pcm], [0.5]);
  });

  test('what is there of a cut-off file', () => {
    const whole = riff(format(), ['data', int16(16_384, -16_384, 8_192)]);
    assert.deepEqual([...decodeWav(whole.subarray(0, -3)).pcm], [0.5]);
  });

  for (const size of [0, 0xffff_ffff]) {
    test(`a streamed file whose data size is ${size}`, () => {
      assert.deepEqual([...decodeWav(riff(format(), ['data', int16(16_384, -16_384), size])).pcm], [0.5, -0.5]);
    });
  }

  test('RF64', () => {
    const file = riff(['ds64', Buffer.alloc(28)], format(), ['data', int16(16_384), 0xffff_ffff]);
    file.write('RF64', 0, 'latin1');
    assert.deepEqual([...decodeWav(file).pcm], [0.5]);
  });

  test('float samples that are out of range or no numbers, clipped and silenced', () => {
    const data = Buffer.from(Float32Array.of(7, -7, Number.NaN, Number.POSITIVE_INFINITY).buffer);
    assert.deepEqual([...decodeWav(riff(format({ tag: 3, bits: 32 }), ['data', data])).pcm], [1, -1, 0, 1]);
  });
});

describe('decodeWav refuses', () => {
  const others: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['text', Buffer.from('Hello, this is not audio.\n'), /a text file/],
    ['MP3 with a tag', Buffer.from('ID3\x04\x00\x00 and so on'), /an MP3 file/],
    ['bare MP3', Buffer.from([0xff, 0xfb, 0x90, 0x44, 0, 0]), /an MP3 or AAC file/],
    ['Ogg', Buffer.from('OggS\x00\x02'), /an Ogg file/],
    ['FLAC', Buffer.from('fLaC\x00\x00'), /a FLAC file/],
    ['M4A', Buffer.from('\x00\x00\x00\x20ftypM4A '), /an MP4 or M4A file/],
    ['zeros', Buffer.alloc(100), /a file of zeros/],
    ['a WebP picture', Buffer.from('RIFF\x10\x00\x00\x00WEBPVP8 '), /a RIFF file of another kind/],
    ['one byte', Buffer.from([7]), /something unknown/],
  ];
  for (const [name, bytes, kind] of others) {
    test(`${name}, and says what it is`, () => {
      const fault = faultOf(bytes);
      assert.equal(fault.code, 'audio-unreadable');
      assert.match(fault.message, kind);
    });
  }

  const formats: readonly (readonly [string, FormatFields, RegExp])[] = [
    ['µ-law', { tag: 7, bits: 8 }, /µ-law/],
    ['an unknown format', { tag: 0x1234 }, /0x1234/],
    ['no channels', { channels: 0 }, /0 channels/],
    ['65535 channels', { channels: 65_535, blockBytes: 65_534 }, /65535 channels/],
    ['a rate of 0 Hz', { rateHz: 0 }, /0 Hz/],
    ['a rate of 4 GHz', { rateHz: 4_000_000_000 }, /4000000000 Hz/],
    ['samples of 0 bits', { bits: 0, blockBytes: 0 }, /0 bits/],
    ['samples of 65535 bits', { bits: 65_535, blockBytes: 65_535 }, /65535 bits/],
    ['16-bit float', { tag: 3, bits: 16 }, /16 bits/],
  ];
  for (const [name, fields, reason] of formats) {
    test(name, () => {
      const fault = faultOf(riff(format(fields), ['data', int16(1, 2, 3, 4)]));
      assert.equal(fault.code, 'audio-unreadable');
      assert.match(fault.message, reason);
    });
  }

  test('no format', () => assert.equal(faultOf(riff(['data', int16(1)])).code, 'audio-unreadable'));
  test('a format cut short', () => assert.equal(faultOf(riff(['fmt ', Buffer.alloc(8)])).code, 'audio-unreadable'));
  test('an empty file', () => assert.equal(faultOf(new Uint8Array()).code, 'audio-empty'));
  test('no data', () => assert.equal(faultOf(riff(format())).code, 'audio-empty'));
  test('empty data', () => {
    assert.equal(faultOf(riff(format(), ['data', Buffer.alloc(0)], ['LIST', Buffer.from('INFO')])).code, 'audio-empty');
  });
  test('less than one sample of every channel', () => {
    assert.equal(faultOf(riff(format({ channels: 4 }), ['data', int16(1, 2, 3)])).code, 'audio-empty');
  });
  test('more than two hours', () => {
    const seconds = 2 * 60 * 60 + 1;
    const fault = faultOf(riff(format({ bits: 8, rateHz: 4_000 }), ['data', Buffer.alloc(4_000 * seconds)]));
    assert.equal(fault.code, 'audio-too-long');
  });
  test('a file of nothing but chunks', () => {
    const chunks = Buffer.concat(Array.from({ length: 5_000 }, () => chunk(['junk', Buffer.alloc(0)])));
    assert.match(faultOf(riff(chunks)).message, /more than 4096 chunks/);
  });
});

test('any bytes after a WAV header give a sound or a fault', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, withFormat) => {
      const file = withFormat ? riff(format(), Buffer.from(bytes)) : riff(Buffer.from(bytes));
      try {
        const { pcm } = decodeWav(file);
        assert.ok(pcm.length > 0 && pcm.length <= file.length);
        assert.ok(pcm.every((sample) => Math.abs(sample) <= 1));
      } catch (error) {
        if (!(error instanceof SottoFault)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});

test('a file with flipped bytes gives a sound or a fault', () => {
  const whole = Buffer.from(encodeWav({ pcm: new Float32Array(50).fill(0.1), sampleRateHz: 48_000 }));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 }), (flips) => {
      const file = Buffer.from(whole);
      for (const [at, value] of flips) file[at] = value;
      try {
        assert.ok(decodeWav(file).pcm.length <= whole.length);
      } catch (error) {
        if (!(error instanceof SottoFault)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});

test('what is encoded decodes to the same within half a 16-bit step', () => {
  const samples = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 100 });
  fc.assert(
    fc.property(samples, fc.integer({ min: 4_000, max: 384_000 }), (values, sampleRateHz) => {
      const decoded = decodeWav(encodeWav({ pcm: Float32Array.from(values), sampleRateHz }));
      assert.equal(decoded.sampleRateHz, sampleRateHz);
      assert.equal(decoded.pcm.length, values.length);
      for (const [i, value] of values.entries()) {
        // 1.0 itself has no 16-bit value; the nearest is a whole step below.
        const step = value > 32_767 / 32_768 ? 1 / 32_768 : 0.5 / 32_768;
        assert.ok(Math.abs((decoded.pcm[i] ?? Number.NaN) - value) <= step + 1e-9);
      }
    }),
  );
});
