/** Which models a machine should start with. */

import { type Catalogue, type CatalogueEntry, MODEL_KINDS, type ModelSource } from './catalogue.ts';
import type { Machine } from './machine.ts';

export type SourceType = ModelSource['type'];

/** All models together leave the rest to the system and to what else a person runs. */
const MODEL_SHARE_OF_MEMORY = 0.6;

export interface Circumstances {
  readonly machine: Machine;
  /** Kinds of source that answer from here. */
  readonly reachable: ReadonlySet<SourceType>;
  /** Whether a runtime for this entry works here; everything counts as loadable where left out. */
  readonly isLoadable?: (entry: CatalogueEntry) => boolean;
}

/**
 * One entry a kind: the highest rank that can be reached and loaded, whose floors the machine meets, and which still
 * fits beside those chosen before it; with what it requires, in the order of the catalogue.
 */
export function recommendSet(catalogue: Catalogue, circumstances: Circumstances): readonly CatalogueEntry[] {
  const budgetBytes = circumstances.machine.totalMemoryBytes * MODEL_SHARE_OF_MEMORY;
  const chosen = new Set<CatalogueEntry>();
  let spentBytes = 0;
  for (const kind of MODEL_KINDS) {
    const ranked = catalogue.models
      .filter((entry) => entry.kind === kind && isPossible(entry, circumstances))
      .sort((a, b) => (b.recommendation?.rank ?? 0) - (a.recommendation?.rank ?? 0));
    const pick = ranked.find((entry) => spentBytes + entry.memoryBytes <= budgetBytes) ?? ranked.at(-1);
    if (pick === undefined) continue;
    spentBytes += pick.memoryBytes;
    for (const entry of withRequirements(catalogue, pick)) chosen.add(entry);
  }
  return catalogue.models.filter((entry) => chosen.has(entry));
}

function isPossible(entry: CatalogueEntry, { machine, reachable, isLoadable }: Circumstances): boolean {
  const floor = entry.recommendation;
  if (floor === undefined) return false;
  const isMet = machine.totalMemoryBytes >= floor.minTotalMemoryBytes && machine.cores >= (floor.minCores ?? 1);
  return isMet && entry.sources.some(({ type }) => reachable.has(type)) && (isLoadable?.(entry) ?? true);
}

/** An entry after everything it requires. */
export function withRequirements(catalogue: Catalogue, entry: CatalogueEntry): readonly CatalogueEntry[] {
  const required = (entry.requires ?? []).flatMap((id) => catalogue.models.filter((candidate) => candidate.id === id));
  return [...required.flatMap((dependency) => withRequirements(catalogue, dependency)), entry];
}
