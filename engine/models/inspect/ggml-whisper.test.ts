import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { scratchFolder } from '../../../test/support/scratch-folder.ts';
import { u32 } from '../../../test/support/small-models/raw-bytes.ts';
import {
  smallWhisper,
  type WhisperParts,
  whisperBytes,
  whisperTensor,
} from '../../../test/support/small-models/small-whisper.ts';
import { inspectModelFile } from './inspect.ts';

async function inspect(t: TestContext, parts: WhisperParts): Promise<unknown> {
  const path = join(await scratchFolder(t), 'model.bin');
  await writeFile(path, whisperBytes(parts));
  return inspectModelFile(path, 'stt');
}

test('describes a Whisper model', async (t) => {
  const parts = smallWhisper();
  assert.deepEqual(await inspect(t, parts), {
    format: 'whisper-ggml',
    fileBytes: whisperBytes(parts).length,
    parameterCount: 50 * 32,
    quantisation: 'f16',
    languages: 'english',
    audioContext: 1500,
    audioLayers: 1,
    textLayers: 1,
    width: 64,
    melBands: 80,
  });
});

type Change = (parts: WhisperParts) => void;
const part =
  (change: Partial<WhisperParts>): Change =>
  (parts) =>
    void Object.assign(parts, change);
const header =
  (change: Partial<WhisperParts['header']>): Change =>
  (parts) =>
    void Object.assign(parts.header, change);
const extra =
  (bytes: Buffer): Change =>
  (parts) =>
    void Object.assign(parts, { tensors: Buffer.concat([parts.tensors, bytes]) });

const HOSTILE: Record<string, [Change, RegExp]> = {
  'another vocabulary': [header({ vocabularySize: 100_000 }), /vocabulary of 100000/],
  'a negative vocabulary': [header({ vocabularySize: -1 }), /vocabulary of -1/],
  'no audio context': [header({ audioContext: 0 }), /audio context is 0/],
  'a huge audio context': [header({ audioContext: 0x7fff_ffff }), /audio context/],
  'negative layers': [header({ audioLayers: -6 }), /audio layers is -6/],
  'no heads': [header({ textHeads: 0 }), /text heads is 0/],
  'heads that do not divide the width': [header({ audioHeads: 5 }), /do not divide/],
  'halves of different width': [header({ audioState: 128 }), /differ in width/],
  'other mel bands': [header({ melBands: 81 }), /81 mel bands/],
  'a file type that was withdrawn': [header({ fileType: 6 }), /stored as type 6/],
  'an unknown file type': [header({ fileType: 99_999 }), /stored as type 99999/],
  'another layer than there are tensors for': [header({ textLayers: 2 }), /50 tensors, not 74/],
  'filters of another size': [
    part({ filters: { bands: 80, frequencies: 0x7fff_ffff, data: Buffer.alloc(0) } }),
    /mel filters/,
  ],
  'more tokens than the vocabulary': [part({ tokenCount: 60_000 }), /60000 tokens/],
  'fewer tokens than text needs': [part({ tokenCount: 3 }), /3 tokens/],
  'a token of 4 GB': [part({ tokens: u32(0xffff_ffff) }), /token has 4294967295/],
  'a tensor of 1,000 dimensions': [extra(whisperTensor('x', { rank: 1000 })), /1000 dimensions/],
  'a tensor of negative dimensions': [extra(whisperTensor('x', { rank: 0xffff_ffff })), /-1 dimensions/],
  'a tensor name of 2 GB': [extra(whisperTensor('x', { nameBytes: 0x7fff_ffff })), /name has 2147483647/],
  'a negative tensor name': [extra(whisperTensor('x', { nameBytes: 0xffff_ffff })), /name has -1/],
  'an unknown storage type': [extra(whisperTensor('x', { typeId: 77 })), /unknown way/],
  'a negative dimension': [extra(whisperTensor('x', { dimensions: [0xffff_ffe0, 0xffff_ffe0] })), /no size that fits/],
  'a tensor beyond the end': [extra(whisperTensor('x', { dimensions: [1 << 20] })), /ends too early/],
  'half a block': [extra(whisperTensor('x', { dimensions: [31], typeId: 8, data: Buffer.alloc(34) })), /whole blocks/],
  'a tensor twice': [extra(whisperTensor('tensor.0')), /occurs twice/],
  'data cut short': [part({ tensors: smallWhisper().tensors.subarray(0, -1) }), /ends too early/],
};

for (const [name, [change, message]] of Object.entries(HOSTILE)) {
  test(`refuses ${name}`, async (t) => {
    const parts = smallWhisper();
    change(parts);
    await assert.rejects(inspect(t, parts), { code: 'model-corrupt', message });
  });
}
