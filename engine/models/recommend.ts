/** Which models a machine should start with. */

import { type Catalogue, type CatalogueEntry, MODEL_KINDS, type ModelSource } from './catalogue.ts';
import type { Machine } from './machine.ts';

export type SourceType = ModelSource['type'];

/** Below this much memory for all models together nothing larger than needed is chosen. */
const MODEL_SHARE_OF_MEMORY = 0.6;

/**
 * One entry a kind: the highest rank that can be reached and whose memory floor the machine meets, with what it
 * requires, in the order of the catalogue. Models that would need more than their share together give way to smaller
 * ones, language models last of all kinds that have a choice.
 */
export function recommendSet(
  catalogue: Catalogue,
  machine: Machine,
  reachable: ReadonlySet<SourceType>,
): readonly CatalogueEntry[] {
  const budgetBytes = machine.totalMemoryBytes * MODEL_SHARE_OF_MEMORY;
  const chosen = new Map<string, CatalogueEntry>();
  let spentBytes = 0;
  for (const kind of MODEL_KINDS) {
    const ranked = catalogue.models
      .filter((entry) => entry.kind === kind && entry.recommendation !== undefined)
      .filter((entry) => machine.totalMemoryBytes >= (entry.recommendation?.minTotalMemoryBytes ?? 0))
      .filter((entry) => entry.sources.some((source) => reachable.has(source.type)))
      .sort((a, b) => (b.recommendation?.rank ?? 0) - (a.recommendation?.rank ?? 0));
    const pick = ranked.find((entry) => spentBytes + entry.memoryBytes <= budgetBytes) ?? ranked.at(-1);
    if (pick === undefined) continue;
    spentBytes += pick.memoryBytes;
    for (const entry of withRequirements(catalogue, pick)) chosen.set(entry.id, entry);
  }
  return catalogue.models.filter((entry) => chosen.has(entry.id));
}

/** An entry after everything it requires. */
export function withRequirements(catalogue: Catalogue, entry: CatalogueEntry): readonly CatalogueEntry[] {
  const required = (entry.requires ?? []).flatMap((id) => catalogue.models.filter((candidate) => candidate.id === id));
  return [...required.flatMap((dependency) => withRequirements(catalogue, dependency)), entry];
}
