import { createHash } from 'node:crypto';
import type { CatalogueEntry, ModelSource } from './catalogue.ts';
import type { ModelManifest } from './manifest.ts';

/**
 * A fingerprint of what a source gives and how that is converted, wherever the files are hosted. A manifest carries
 * that of its source, so that a catalogue with other files or another conversion is seen to differ.
 */
export function recipeOf(source: ModelSource): string {
  const pins =
    source.type === 'https'
      ? source.files.map(({ path, sha256 }) => [path, sha256])
      : source.members.map(({ as, sha256 }) => [as, sha256]);
  const calls = (source.convert ?? []).map(({ step, ...rest }) => [step, rest]);
  return createHash('sha256')
    .update(JSON.stringify([pins, calls]))
    .digest('hex');
}

/** Whether an installed model is what the catalogue would install today, from any of its sources. */
export function isCurrent(manifest: ModelManifest, entry: CatalogueEntry): boolean {
  return entry.sources.some((source) => recipeOf(source) === manifest.recipe);
}
