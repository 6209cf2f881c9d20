/**
 * The catalogue of models Sotto knows how to get. Every byte that is downloaded is pinned by size and SHA-256;
 * mirrors and registries are not trusted. What conversions write is ours and is hashed into the manifest at install.
 */

import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { CHAT_FAMILIES } from '../../contract/chat-family.ts';
import { SottoFault } from '../../contract/faults.ts';
import { isSafeRelativePath } from './safe-path.ts';

export const MODEL_KINDS = ['vad', 'turn', 'stt', 'llm', 'embedding', 'tts', 'tts-data'] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

/** How a file is laid out inside; decides which pre-parser must pass it before native code reads it. */
export const FILE_FORMATS = ['gguf', 'whisper-ggml', 'onnx', 'data'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

export const CONVERSION_STEPS = [
  'ct2-whisper-to-ggml',
  'ct2-whisper-to-sherpa',
  'piper-to-sherpa',
  'minilm-to-gguf',
  'gguf-requantise',
] as const;
export type ConversionStep = (typeof CONVERSION_STEPS)[number];

const relativePath = z.string().max(256).refine(isSafeRelativePath, 'must stay inside its folder');
const bytes = z.int().positive();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const pin = { size: bytes, sha256 };
/** Plain HTTP is for servers on this machine only. */
const downloadUrl = z.string().regex(/^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost)[:/])/);
const packageName = z.string().regex(/^(@[a-z0-9][a-z0-9._-]*\/)?[A-Za-z0-9][A-Za-z0-9._-]*$/);
const packageVersion = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+!-]*$/);

const conversionCall = z.strictObject({
  step: z.enum(CONVERSION_STEPS),
  options: z.record(z.string(), z.string()).optional(),
});
export type ConversionCall = z.infer<typeof conversionCall>;

/** Steps that turn what this source gives into what the entry produces; each reads what the one before wrote. */
const convert = z.array(conversionCall).optional();

const httpsSource = z.strictObject({
  type: z.literal('https'),
  files: z.array(z.strictObject({ url: downloadUrl, path: relativePath, ...pin })).min(1),
  convert,
});

const packageMembers = {
  packages: z.array(z.strictObject({ name: packageName, version: packageVersion, downloadBytes: bytes })).min(1),
  /** Files inside the packages; a file in several parts is joined in the order given and pinned as a whole. */
  members: z
    .array(
      z.strictObject({
        parts: z.array(z.strictObject({ package: packageName, path: relativePath })).min(1),
        as: relativePath,
        ...pin,
      }),
    )
    .min(1),
  convert,
};
const pypiSource = z.strictObject({
  type: z.literal('pypi'),
  /** Wheel platform tag to ask for where the data in a platform's wheel serves every machine. */
  platform: z.string().regex(/^\w+$/).optional(),
  ...packageMembers,
});
const npmSource = z.strictObject({ type: z.literal('npm'), ...packageMembers });

const source = z.discriminatedUnion('type', [httpsSource, pypiSource, npmSource]);
export type HttpsSource = z.infer<typeof httpsSource>;
export type PypiSource = z.infer<typeof pypiSource>;
export type NpmSource = z.infer<typeof npmSource>;
export type ModelSource = z.infer<typeof source>;

const producedFile = z.strictObject({
  /** What a loader asks for: `model`, `tokens`, `config`, `encoder`, … */
  role: z.string().regex(/^[a-z][a-z0-9-]*$/),
  path: relativePath,
  format: z.enum(FILE_FORMATS),
});
export type ProducedFile = z.infer<typeof producedFile>;

export const MODEL_ID_PATTERN: RegExp = /^[a-z0-9][a-z0-9._-]{0,79}$/;

const description = {
  id: z.string().regex(MODEL_ID_PATTERN),
  kind: z.enum(MODEL_KINDS),
  name: z.string().min(1),
  publisher: z.string().min(1),
  /** Commit, tag or package version of the weights at their publisher. */
  revision: z.string().min(1),
  licence: z.strictObject({
    name: z.string().min(1),
    url: z.url().optional(),
    /** Uses the licence rules out, such as `commercial-use`. */
    forbids: z.array(z.string()).optional(),
    /** What a redistributor must do or know, in one sentence. */
    note: z.string().optional(),
  }),
  /** ISO 639-1 codes; `*` where language does not matter. */
  languages: z.array(z.string()).min(1),
  /** Working memory once loaded, at the context size this engine uses. */
  memoryBytes: bytes,
  /** Size of the installed folder, for the disk-space check. */
  installedBytes: bytes,
  capabilities: z.array(z.string()),
  qualityNote: z.string(),
  speedNote: z.string(),
  /** Files that exist once installed, by the role a loader asks for. */
  produces: z.array(producedFile).min(1),
  /** Ids of entries this one cannot work without. */
  requires: z.array(z.string().regex(MODEL_ID_PATTERN)).optional(),
  chatFamily: z.enum(CHAT_FAMILIES).optional(),
  contextTokens: z.int().positive().optional(),
};

export const modelDescriptionSchema: z.ZodType<ModelDescription> = z.strictObject(description);
const plainDescription = z.object(description);
/** What is known of a model, wherever it came from. */
export type ModelDescription = z.infer<typeof plainDescription>;

const catalogueEntry = z
  .strictObject({
    ...description,
    /** Among entries of a kind that fit a machine and can be reached, the highest rank is recommended. */
    recommendation: z
      .strictObject({
        rank: z.int(),
        minTotalMemoryBytes: z.int().nonnegative(),
        minCores: z.int().positive().optional(),
      })
      .optional(),
    /** Tried in order. */
    sources: z.array(source).min(1),
  })
  .refine((entry) => entry.kind !== 'llm' || (entry.chatFamily !== undefined && entry.contextTokens !== undefined), {
    message: 'a language model needs chatFamily and contextTokens',
  });
export type CatalogueEntry = z.infer<typeof catalogueEntry>;

const catalogue = z
  .strictObject({ $schema: z.string().optional(), formatVersion: z.literal(1), models: z.array(catalogueEntry) })
  .refine((value) => new Set(value.models.map((model) => model.id)).size === value.models.length, {
    message: 'two entries share an id',
  })
  .refine(
    (value) => {
      const ids = new Set(value.models.map((model) => model.id));
      return value.models.every((model) => (model.requires ?? []).every((id) => ids.has(id)));
    },
    { message: 'an entry requires an id that is not in the catalogue' },
  );
export type Catalogue = z.infer<typeof catalogue>;

/** The JSON Schema (draft 2020-12) that editors and reviewers check `catalog.json` against. */
export function catalogueJsonSchema(): unknown {
  return z.toJSONSchema(catalogue, { io: 'input' });
}

/** Throws `bad-input` when the value is not a catalogue. */
export function parseCatalogue(value: unknown): Catalogue {
  const parsed = catalogue.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new SottoFault('bad-input', `The model catalogue is not valid: ${z.prettifyError(parsed.error)}`, {
    stage: 'models',
  });
}

export async function readCatalogue(path: string): Promise<Catalogue> {
  const text = await readFile(path, 'utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SottoFault('bad-input', `The model catalogue ${path} is not JSON.`, { stage: 'models', cause: error });
  }
  return parseCatalogue(value);
}

/** Throws `model-unknown`, naming what there is. */
export function findEntry(models: Catalogue, id: string): CatalogueEntry {
  const entry = models.models.find((candidate) => candidate.id === id);
  if (entry !== undefined) return entry;
  throw new SottoFault(
    'model-unknown',
    `There is no model "${id}" in the catalogue. It has: ${models.models.map((model) => model.id).join(', ')}.`,
    { stage: 'models' },
  );
}

/** An entry without the parts that say where to get it. */
export function describeEntry(entry: CatalogueEntry): ModelDescription {
  const { sources: _sources, recommendation: _recommendation, ...rest } = entry;
  return rest;
}

/** Bytes a source transfers over the network. */
export function downloadBytes(from: ModelSource): number {
  const sizes = from.type === 'https' ? from.files.map((file) => file.size) : from.packages.map((p) => p.downloadBytes);
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Bytes of the pinned files a source gives, before any conversion. */
export function sourceBytes(from: ModelSource): number {
  const sizes = from.type === 'https' ? from.files.map((file) => file.size) : from.members.map((m) => m.size);
  return sizes.reduce((sum, size) => sum + size, 0);
}
