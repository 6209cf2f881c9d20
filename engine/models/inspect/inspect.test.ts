import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { link, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { scratchFolder } from '../../../test/support/scratch-folder.ts';
import { ggufBytes, smallGguf } from '../../../test/support/small-models/small-gguf.ts';
import { inspectModelFile } from './inspect.ts';

const valid = ggufBytes(smallGguf());

test('refuses what is no regular file of a single name', async (t) => {
  const folder = await scratchFolder(t);
  const at = (name: string): string => join(folder, name);
  await writeFile(at('model.gguf'), valid);
  await symlink(at('model.gguf'), at('symbolic.gguf'));
  await mkdir(at('folder.gguf'));
  const refusal = async (name: string): Promise<string> =>
    inspectModelFile(at(name), 'llm').then(
      () => 'accepted',
      (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
    );

  assert.equal(await refusal('model.gguf'), 'accepted');
  assert.match(await refusal('symbolic.gguf'), /^model-unsupported: symbolic.gguf is a link/);
  assert.match(await refusal('folder.gguf'), /^model-unsupported: folder.gguf is not a regular file/);
  assert.match(await refusal('none.gguf'), /^model-missing/);
  await link(at('model.gguf'), at('second.gguf'));
  assert.match(await refusal('model.gguf'), /^model-unsupported: model.gguf has more than one name/);
});

test('does not wait for a pipe', { skip: process.platform === 'win32' }, async (t) => {
  const path = join(await scratchFolder(t), 'pipe.gguf');
  execFileSync('mkfifo', [path]);
  await assert.rejects(inspectModelFile(path, 'llm'), { code: 'model-unsupported' });
});

test('refuses files that are empty, tiny, or of another kind', async (t) => {
  const folder = await scratchFolder(t);
  const contents: Record<string, Buffer> = {
    empty: Buffer.alloc(0),
    tiny: Buffer.from('GGU'),
    zeroes: Buffer.alloc(4096),
    text: Buffer.from('This is not a model.\n'.repeat(200)),
    program: Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01'), Buffer.alloc(4000, 0xaa)]),
    'magic and noise': Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(4000, 0xee)]),
  };
  for (const [name, bytes] of Object.entries(contents)) {
    await writeFile(join(folder, name), bytes);
    for (const expected of ['llm', 'embedding', 'stt', 'tts', 'vad', 'turn', 'gguf', 'whisper-ggml', 'onnx'] as const) {
      await assert.rejects(
        inspectModelFile(join(folder, name), expected),
        { code: /^model-(corrupt|unsupported)$/ },
        `${name} as ${expected}`,
      );
    }
  }
});

test('refuses every truncation', async (t) => {
  const path = join(await scratchFolder(t), 'cut.gguf');
  for (let length = 1; length < valid.length; length += 31) {
    await writeFile(path, valid.subarray(0, length));
    await assert.rejects(inspectModelFile(path, 'llm'), { code: /^model-(corrupt|unsupported)$/ }, `${length} bytes`);
  }
});
