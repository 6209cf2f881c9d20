/** A model file of the user's own, copied into the store once it passed its pre-parser. */

import { copyFile, mkdir, open, realpath, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ChatFamily } from '../../contract/chat-family.ts';
import { SottoFault } from '../../contract/faults.ts';
import { throwIfCancelled } from './cancellation.ts';
import type { FileFormat, ModelDescription, ProducedFile } from './catalogue.ts';
import { guessChatFamily, readChatTemplate } from './chat-family.ts';
import { runConversions } from './conversions.ts';
import { asDiskFault, requireFreeSpace } from './disk-space.ts';
import { estimateMemoryBytes, type Fit, judgeFit } from './fit.ts';
import { inspectModelFile, type ModelFacts } from './inspect/inspect.ts';
import { inspectProduced } from './inspect-produced.ts';
import type { Machine } from './machine.ts';
import type { InstalledModel, ModelStore } from './store.ts';

/** What the engine asks for; longer contexts cost memory that speech rarely needs. */
const DEFAULT_CONTEXT_TOKENS = 4096;
/** whisper.cpp's buffers for one 30 s window, in multiples of the weights. */
const WHISPER_WORKING_FACTOR = 0.5;
/** A Piper voice in memory while it speaks a long sentence, in multiples of its file. */
const PIPER_WORKING_FACTOR = 4;

export interface ImportOptions {
  readonly store: ModelStore;
  readonly machine: Machine;
  readonly signal: AbortSignal;
  /** Shown in lists; the file's name without its ending where left out. */
  readonly name?: string;
  /** Overrules what the file's metadata suggest. */
  readonly chatFamily?: ChatFamily;
  readonly contextTokens?: number;
}

export interface ImportResult {
  readonly model: InstalledModel;
  readonly fit: Fit;
}

/**
 * Imports a GGUF language or embedding model, a ggml Whisper model, or a Piper voice (`….onnx` with `….onnx.json`
 * beside it). The file is copied, never linked. Throws `model-missing`, `model-unsupported`, `model-corrupt`,
 * `bad-input` (the id is taken), `disk-full` or `cancelled`; then nothing has changed.
 */
export async function importModel(path: string, options: ImportOptions): Promise<ImportResult> {
  const { store, signal } = options;
  const original = await realpath(path).catch((cause: unknown) => {
    throw new SottoFault('model-missing', `There is no file ${path}.`, { stage: 'models', cause });
  });
  const sizeBytes = await regularFileBytes(original);
  const type = await detectType(original);
  const name = options.name ?? basename(path).replace(/\.(gguf|bin|onnx)$/i, '');
  const id = await freeId(store, name);
  await requireFreeSpace(await existingFolder(store), type === 'piper' ? sizeBytes * 2 : sizeBytes, basename(path));
  const staging = await store.createStaging(id);
  try {
    const sourceDir = join(staging, 'source');
    await mkdir(sourceDir);
    const fileName = { gguf: 'model.gguf', whisper: 'model.bin', piper: 'voice.onnx' }[type];
    await copyFile(original, join(sourceDir, fileName));
    throwIfCancelled(signal);
    if (type === 'piper') await copyVoiceConfig(original, sourceDir);
    const facts = await inspectModelFile(join(sourceDir, fileName), PURPOSE_OF[type]);
    const calls = type === 'piper' ? [{ step: 'piper-to-sherpa' as const }] : [];
    const finished = await runConversions(calls, sourceDir, staging, signal);
    const description = await describe(facts, { id, name }, join(sourceDir, fileName), options);
    await inspectProduced(finished, description.kind, description.produces);
    const model = await store.land(
      finished,
      { origin: 'import', installedAt: new Date().toISOString(), description },
      signal,
    );
    return { model, fit: judgeFit(description.memoryBytes, options.machine) };
  } catch (error) {
    throw await asDiskFault(error, store.modelsDir, sizeBytes, basename(path));
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

type ImportType = 'gguf' | 'whisper' | 'piper';
const PURPOSE_OF = { gguf: 'gguf', whisper: 'stt', piper: 'tts' } as const;

async function regularFileBytes(path: string): Promise<number> {
  const found = await stat(path);
  if (found.isFile()) return found.size;
  throw new SottoFault('model-unsupported', `${path} is not a file. Give the model file itself.`, { stage: 'models' });
}

async function detectType(path: string): Promise<ImportType> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw new SottoFault('model-missing', `${path} cannot be read. Check its permissions.`, { stage: 'models', cause });
  });
  const magic = Buffer.alloc(4);
  try {
    await file.read(magic, 0, 4, 0);
  } finally {
    await file.close();
  }
  if (magic.toString('latin1') === 'GGUF') return 'gguf';
  if (magic.readUInt32LE(0) === 0x67676d6c) return 'whisper';
  if (path.toLowerCase().endsWith('.onnx')) return 'piper';
  throw new SottoFault(
    'model-unsupported',
    `${basename(path)} is not a model Sotto can load. It takes GGUF files, ggml Whisper files and Piper voices (.onnx).`,
    { stage: 'models' },
  );
}

async function copyVoiceConfig(onnxPath: string, sourceDir: string): Promise<void> {
  await copyFile(`${onnxPath}.json`, join(sourceDir, 'voice.onnx.json')).catch((cause: unknown) => {
    throw new SottoFault('model-missing', `A Piper voice needs ${basename(onnxPath)}.json beside it; there is none.`, {
      stage: 'models',
      cause,
    });
  });
}

async function existingFolder(store: ModelStore): Promise<string> {
  await mkdir(store.modelsDir, { recursive: true });
  return store.modelsDir;
}

/** `my-` and the name in the letters an id may have, with a number where it is taken. */
async function freeId(store: ModelStore, name: string): Promise<string> {
  const slug =
    name
      .toLowerCase()
      .replace(/[^a-z0-9._]+/g, '-')
      .replace(/^[-._]+|[-._]+$/g, '')
      .slice(0, 60) || 'model';
  for (let number = 1; number < 100; number += 1) {
    const id = number === 1 ? `my-${slug}` : `my-${slug}-${number}`;
    const taken = await stat(store.folderOf(id)).then(
      () => true,
      () => false,
    );
    if (!taken) return id;
  }
  throw new SottoFault('bad-input', `There are too many models called my-${slug}. Remove some, or give a name.`, {
    stage: 'models',
  });
}

async function describe(
  facts: ModelFacts,
  { id, name }: { readonly id: string; readonly name: string },
  path: string,
  options: ImportOptions,
): Promise<ModelDescription> {
  const common = {
    id,
    name,
    publisher: 'unknown',
    revision: 'imported',
    licence: { name: 'unknown', note: 'Imported by you: its licence is yours to check.' },
    installedBytes: facts.fileBytes,
    capabilities: [],
    qualityNote: 'Imported; not measured.',
    speedNote: 'Imported; not measured.',
  };
  const memory = (factor: number, cacheValues = 0, tokens = 0): number =>
    Math.round(estimateMemoryBytes(facts.fileBytes * factor, cacheValues, tokens));
  switch (facts.format) {
    case 'whisper-ggml': {
      const languages = facts.languages === 'english' ? ['en'] : ['*'];
      const produces = [produced('model.bin', 'whisper-ggml')];
      return { ...common, kind: 'stt', languages, memoryBytes: memory(1 + WHISPER_WORKING_FACTOR), produces };
    }
    case 'gguf': {
      const contextTokens = Math.min(options.contextTokens ?? DEFAULT_CONTEXT_TOKENS, facts.contextLength);
      const gguf = { ...common, languages: ['*'], produces: [produced('model.gguf', 'gguf')], contextTokens };
      if (facts.use === 'embedding') return { ...gguf, kind: 'embedding', memoryBytes: memory(1) };
      const heads = facts.headCountsKv.reduce((sum, count) => sum + count, 0);
      const memoryBytes = memory(1, heads * (facts.keyLength + facts.valueLength), contextTokens);
      const chatFamily =
        options.chatFamily ?? guessChatFamily({ ...facts, chatTemplate: await readChatTemplate(path) });
      return { ...gguf, kind: 'llm', memoryBytes, chatFamily };
    }
    case 'piper-voice':
      return {
        ...common,
        kind: 'tts',
        languages: [facts.espeakVoice.split('-')[0] ?? '*'],
        memoryBytes: memory(PIPER_WORKING_FACTOR),
        produces: [
          produced('model.onnx', 'onnx'),
          { ...produced('tokens.txt', 'data'), role: 'tokens' },
          { ...produced('voice.json', 'data'), role: 'voice' },
        ],
        requires: ['espeak-ng-data'],
      };
    case 'onnx':
      throw new SottoFault('model-unsupported', `${name} is not a Piper voice.`, { stage: 'models' });
  }
}

function produced(path: string, format: FileFormat): ProducedFile {
  return { role: 'model', path, format };
}
