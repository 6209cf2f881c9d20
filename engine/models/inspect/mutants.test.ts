import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { SottoFault } from '../../../contract/faults.ts';
import { scratchFolder } from '../../../test/support/scratch-folder.ts';
import { mutants } from '../../../test/support/small-models/mutants.ts';
import { ggufBytes, smallGguf } from '../../../test/support/small-models/small-gguf.ts';
import { onnxBytes, smallVoice, smallVoiceConfig } from '../../../test/support/small-models/small-onnx.ts';
import { smallWhisper, whisperBytes } from '../../../test/support/small-models/small-whisper.ts';
import { inspectModelFile, type ModelPurpose } from './inspect.ts';

const MUTANTS = 1000;

interface Subject {
  readonly purpose: ModelPurpose;
  readonly bytes: Buffer;
  /** How much of the file is structure, not weights or tokens. */
  readonly structureBytes: number;
  /** Refused at least, of a thousand. What is accepted has changed names, text or weights, which nothing can tell. */
  readonly refusedAtLeast: number;
}

const gguf = smallGguf();
const whisper = smallWhisper();
const voice = onnxBytes(smallVoice());
const SUBJECTS: Record<string, Subject> = {
  GGUF: {
    purpose: 'llm',
    bytes: ggufBytes(gguf),
    structureBytes: ggufBytes(gguf).length - gguf.data.length,
    refusedAtLeast: 800,
  },
  'ggml Whisper': { purpose: 'stt', bytes: whisperBytes(whisper), structureBytes: 56, refusedAtLeast: 900 },
  ONNX: { purpose: 'tts', bytes: voice, structureBytes: voice.length, refusedAtLeast: 800 },
};

for (const [format, { purpose, bytes, structureBytes, refusedAtLeast }] of Object.entries(SUBJECTS)) {
  test(`${format}: a thousand damaged files give a verdict each`, { timeout: 120_000 }, async (t) => {
    const path = join(await scratchFolder(t), 'mutant.bin');
    await writeFile(`${path}.json`, JSON.stringify(smallVoiceConfig()));
    const refused: Record<string, number> = {};
    const accepted: Record<string, number> = {};
    for (const mutant of mutants(bytes, structureBytes, MUTANTS, 20_260_101)) {
      await writeFile(path, mutant.bytes);
      try {
        await inspectModelFile(path, purpose);
        accepted[mutant.damage] = (accepted[mutant.damage] ?? 0) + 1;
      } catch (error) {
        assert.ok(
          error instanceof SottoFault && error.cause === undefined,
          String(error instanceof SottoFault ? error.cause : error),
        );
        refused[mutant.damage] = (refused[mutant.damage] ?? 0) + 1;
      }
    }
    const total = Object.values(refused).reduce((sum, count) => sum + count, 0);
    t.diagnostic(`refused ${total} of ${MUTANTS}: ${JSON.stringify(refused)}; accepted ${JSON.stringify(accepted)}`);
    assert.equal(accepted['truncated'], undefined);
    assert.ok(total >= refusedAtLeast, `refused only ${total}`);
  });
}
