import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { scratchFolder } from '../../../test/support/scratch-folder.ts';
import { u32, u64 } from '../../../test/support/small-models/raw-bytes.ts';
import {
  bool,
  float32,
  type GgufParts,
  ggufBytes,
  int32Array,
  smallGguf,
  text,
  textArray,
  uint32,
} from '../../../test/support/small-models/small-gguf.ts';
import { inspectModelFile } from './inspect.ts';

async function inspect(t: TestContext, parts: GgufParts): Promise<unknown> {
  const path = join(await scratchFolder(t), 'small.gguf');
  await writeFile(path, ggufBytes(parts));
  return inspectModelFile(path, 'llm');
}

test('describes a language model', async (t) => {
  const parts = smallGguf();
  assert.deepEqual(await inspect(t, parts), {
    format: 'gguf',
    fileBytes: ggufBytes(parts).length,
    parameterCount: 128 + 1024 + 512 + 1024 + 32,
    quantisation: 'q4_1',
    architecture: 'llama',
    name: 'Small',
    use: 'chat',
    blockCount: 2,
    embeddingLength: 32,
    headCountsKv: [2, 2],
    keyLength: 8,
    valueLength: 8,
    contextLength: 128,
    vocabularySize: 4,
    chatTemplate: 'present',
  });
});

test('accepts what real files do: version 2, heads per block, blocks for further tokens left out', async (t) => {
  const parts = smallGguf();
  parts.version = 2;
  parts.metadata.set('llama.attention.head_count_kv', int32Array([0, 2, 2]));
  parts.metadata.set('llama.block_count', uint32(3));
  parts.metadata.set('llama.nextn_predict_layers', uint32(1));
  assert.deepEqual(((await inspect(t, parts)) as { headCountsKv: unknown }).headCountsKv, [0, 2, 2]);
});

test('tells an embedding model by its attention or its pooling', async (t) => {
  for (const [key, value] of [
    ['llama.attention.causal', bool(0)],
    ['llama.pooling_type', uint32(1)],
  ] as const) {
    const parts = smallGguf();
    parts.metadata.set(key, value);
    await assert.rejects(inspect(t, parts), { code: 'model-unsupported', message: /for embedding, not for chat/ });
  }
});

const key = 'llama.block_count';
type Change = (parts: GgufParts) => void;
const part =
  (change: Partial<GgufParts>): Change =>
  (parts) =>
    void Object.assign(parts, change);
const tensor =
  (index: number, change: Partial<GgufParts['tensors'][number]>): Change =>
  (parts) =>
    void Object.assign(parts.tensors[index] as object, change);
const metadatum =
  (name: string, value: ReturnType<typeof uint32> | undefined): Change =>
  (parts) =>
    void (value === undefined ? parts.metadata.delete(name) : parts.metadata.set(name, value));
const array = (
  elements: number,
  length: number | bigint,
  bytes: Buffer = Buffer.alloc(0),
): ReturnType<typeof uint32> => ({
  type: 9,
  bytes: Buffer.concat([u32(elements), u64(length), bytes]),
});

/** What is falsified, and what the refusal must name. */
const HOSTILE: Record<string, [Change, RegExp]> = {
  'no magic': [part({ magic: 'GGML' }), /not a GGUF file/],
  'version 1': [part({ version: 1 }), /version is 1/],
  'the other byte order': [part({ version: 0x0300_0000 }), /version/],
  'too many tensors': [part({ tensorCount: 1n << 63n }), /tensors/],
  'more tensors than there are': [part({ tensorCount: 6 }), /./],
  'too many keys': [part({ metadataCount: (1n << 64n) - 1n }), /metadata entries/],
  'a key of 2^63 bytes': [
    (parts) => void parts.metadata.set('x'.repeat(2000), uint32(1)),
    /metadata key has 2000 bytes/,
  ],
  'an empty key': [metadatum('', uint32(1)), /metadata key is empty/],
  'a tensor without a name': [tensor(2, { name: '' }), /has no name/],
  'a text of 2^63 bytes': [
    metadatum('general.name', { type: 8, bytes: u64(1n << 63n) }),
    /"general.name" has Infinity bytes/,
  ],
  'an unknown type': [metadatum('general.name', { type: 77, bytes: u32(0) }), /unknown type 77/],
  'a third truth value': [metadatum('llama.x', bool(2)), /neither true nor false/],
  'an endless array': [metadatum('llama.x', array(4, 1n << 62n)), /Infinity elements/],
  'an array too long': [metadatum('llama.x', array(0, 4_000_001)), /4000001 elements/],
  'an array of arrays': [metadatum('llama.x', array(9, 1)), /unknown type 9/],
  'a token of 2^40 bytes': [
    metadatum('tokenizer.ggml.tokens', array(8, 4, u64(1n << 40n))),
    /element of "tokenizer.ggml.tokens"/,
  ],
  'tokens that are numbers': [metadatum('tokenizer.ggml.tokens', int32Array([1, 2, 3, 4])), /keeps its tokens/],
  'scores that are whole numbers': [metadatum('tokenizer.ggml.scores', int32Array([1, 2, 3, 4])), /keeps its scores/],
  'token types that are text': [metadatum('tokenizer.ggml.token_type', textArray(['a', 'b', 'c', 'd'])), /token_type/],
  'fewer scores than tokens': [metadatum('tokenizer.ggml.token_type', int32Array([1])), /4 tokens, but 1/],
  'more tokens than embeddings': [
    (parts) => {
      for (const name of ['scores', 'token_type']) parts.metadata.delete(`tokenizer.ggml.${name}`);
      parts.metadata.set('tokenizer.ggml.tokens', textArray(['a', 'b', 'c', 'd', 'e']));
    },
    /5 tokens, but embeddings of 4/,
  ],
  'no tokenizer': [metadatum('tokenizer.ggml.model', text('none')), /no tokenizer/],
  'no architecture': [metadatum('general.architecture', undefined), /no architecture/],
  'an architecture that is a path': [metadatum('general.architecture', text('../llama')), /no architecture/],
  'an alignment that is no power of two': [metadatum('general.alignment', uint32(24)), /alignment/],
  'an alignment of zero': [metadatum('general.alignment', uint32(0)), /alignment/],
  'an alignment of 2^30': [metadatum('general.alignment', uint32(1 << 30)), /alignment/],
  'no blocks': [metadatum(key, uint32(0)), /block_count is 0/],
  'four billion blocks': [metadatum(key, uint32(4e9)), /block_count is 4000000000/],
  'a block too many': [metadatum(key, uint32(3)), /not those of 3 blocks/],
  'a block too few': [metadatum(key, uint32(1)), /not those of 1 blocks/],
  'blocks as text': [metadatum(key, text('2')), /block_count is missing/],
  'no heads': [metadatum('llama.attention.head_count', uint32(0)), /head_count is 0/],
  'no key heads': [metadatum('llama.attention.head_count_kv', uint32(0)), /head_count_kv is 0/],
  'key heads that do not divide the heads': [metadatum('llama.attention.head_count_kv', uint32(3)), /do not divide/],
  'heads for other blocks': [metadatum('llama.attention.head_count', int32Array([4])), /does not fit its blocks/],
  'negative heads': [metadatum('llama.attention.head_count', int32Array([-4, 4])), /does not fit its blocks/],
  'heads that do not divide the width': [
    (parts) => {
      metadatum('llama.attention.head_count', uint32(5))(parts);
      metadatum('llama.attention.head_count_kv', uint32(5))(parts);
    },
    /do not divide its width/,
  ],
  'a feed-forward layer of no width': [
    (parts) => {
      metadatum('llama.feed_forward_length', undefined)(parts);
      Object.assign(parts.tensors[2] as object, { name: 'blk.0.ffn_down.weight' });
    },
    /feed_forward_length is missing/,
  ],
  'a feed-forward layer of another width': [tensor(2, { name: 'blk.0.ffn_down.weight' }), /is 64, its layers have 32/],
  'an unknown pooling': [metadatum('llama.pooling_type', uint32(7)), /pooling_type is 7/],
  'experts of which none is used': [metadatum('llama.expert_count', uint32(8)), /expert_used_count is missing/],
  'more experts used than there are': [
    (parts) => {
      metadatum('llama.expert_count', uint32(8))(parts);
      metadatum('llama.expert_used_count', uint32(9))(parts);
    },
    /expert_used_count is 9/,
  ],
  'another width': [metadatum('llama.embedding_length', uint32(64)), /are 32 wide, not 64/],
  'no context': [metadatum('llama.context_length', uint32(0)), /context_length/],
  'an endless context': [metadatum('llama.context_length', uint32(4e9)), /context_length/],
  'a rope base that is no number': [metadatum('llama.rope.freq_base', float32(Number.NaN)), /not a number/],
  'a part of several': [metadatum('split.count', uint32(2)), /one of several parts/],
  'an adapter': [metadatum('general.type', text('adapter')), /addition to a model/],
  'no dimensions': [tensor(0, { dimensions: [] }), /0 dimensions/],
  'five dimensions': [tensor(0, { dimensions: [1, 1, 1, 1, 1] }), /5 dimensions/],
  'a dimension of zero': [tensor(0, { dimensions: [32, 0] }), /no size that fits/],
  'dimensions whose product overflows': [
    tensor(0, { dimensions: [1n << 32n, 1n << 32n, 1n << 32n] }),
    /no size that fits/,
  ],
  'half a block': [tensor(1, { dimensions: [33, 32] }), /not whole blocks/],
  'an unknown storage type': [tensor(1, { typeId: 200 }), /stored as type 200/],
  'two tensors of one name': [tensor(2, { name: 'blk.0.attn_q.weight' }), /occurs twice/],
  'a long tensor name': [tensor(2, { name: 'x'.repeat(64) }), /tensor name has 64 bytes/],
  'an offset of 2^63': [tensor(4, { offset: 1n << 63n }), /not where it should be/],
  'an offset into another tensor': [tensor(4, { offset: 0 }), /not where it should be/],
  'a tensor larger than the file': [tensor(4, { dimensions: [1 << 30] }), /ends before tensor output_norm/],
  'data cut short': [part({ data: smallGguf().data.subarray(0, -1) }), /ends before tensor output_norm/],
  'no embeddings': [tensor(0, { name: 'other.weight' }), /no token embeddings/],
};

for (const [name, [change, message]] of Object.entries(HOSTILE)) {
  test(`refuses ${name}`, async (t) => {
    const parts = smallGguf();
    change(parts);
    const error = await inspect(t, parts).then(
      () => assert.fail('accepted'),
      (thrown: unknown) => thrown,
    );
    const { code, message: said } = error as { code: string; message: string };
    assert.match(said, message);
    assert.ok(code === 'model-corrupt' || code === 'model-unsupported', code);
  });
}

test('refuses metadata that occurs twice', async (t) => {
  const parts = smallGguf();
  parts.metadata.set('general.nama', text('Small'));
  const doubled = ggufBytes(parts);
  doubled.write('general.name', doubled.indexOf('general.nama'), 'latin1');
  const path = join(await scratchFolder(t), 'small.gguf');
  await writeFile(path, doubled);
  await assert.rejects(inspectModelFile(path, 'llm'), {
    code: 'model-corrupt',
    message: /"general.name" occurs twice/,
  });
});
