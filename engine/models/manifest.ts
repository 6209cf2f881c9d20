/** What lies in an installed model's folder, written last and read first. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SottoFault } from '../../contract/faults.ts';
import { modelDescriptionSchema } from './catalogue.ts';
import { isSafeRelativePath } from './safe-path.ts';

export const MANIFEST_NAME = 'manifest.json';

const manifestFile = z.strictObject({
  path: z.string().refine(isSafeRelativePath, 'must stay inside its folder'),
  size: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  mtimeMs: z.number(),
});
export type ManifestFile = z.infer<typeof manifestFile>;

export const manifestSchema: z.ZodType<ModelManifest> = z.strictObject({
  formatVersion: z.literal(1),
  origin: z.enum(['catalogue', 'import']),
  installedAt: z.iso.datetime(),
  recipe: z.string().optional(),
  description: modelDescriptionSchema,
  files: z.array(manifestFile).min(1),
});

export interface ModelManifest {
  readonly formatVersion: 1;
  /** `import`: a file of the user's own, known by nothing but its content. */
  readonly origin: 'catalogue' | 'import';
  readonly installedAt: string;
  /** See `recipeOf`; imports have none. */
  readonly recipe?: string | undefined;
  readonly description: z.infer<typeof modelDescriptionSchema>;
  readonly files: ManifestFile[];
}

/** Throws `model-missing` where there is no manifest, `model-corrupt` where it cannot be trusted. */
export async function readManifest(folder: string, id: string): Promise<ModelManifest> {
  const text = await readFile(join(folder, MANIFEST_NAME), 'utf8').catch((cause: unknown) => {
    throw new SottoFault('model-missing', `The model ${id} is not installed. Run: sotto models install ${id}`, {
      stage: 'models',
      cause,
    });
  });
  const parsed = parse(text);
  if (parsed?.description.id === id) return parsed;
  throw new SottoFault('model-corrupt', `The manifest of ${id} is damaged. Run: sotto models install ${id} --again`, {
    stage: 'models',
  });
}

function parse(text: string): ModelManifest | undefined {
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export async function writeManifest(folder: string, manifest: ModelManifest): Promise<void> {
  await writeFile(join(folder, MANIFEST_NAME), `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o444 });
}
