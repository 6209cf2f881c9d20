/** Calls about models: what there is, getting it, measuring it. */

import { readFile } from 'node:fs/promises';
import type { ModelView } from '../../contract/assistant.ts';
import { toFault } from '../../contract/faults.ts';
import { benchmarkModel, isLoadableHere, listServerModels, openLibrary } from '../../engine/engine.ts';
import { Downloads } from '../downloads.ts';
import { ModelNotes } from '../model-notes.ts';
import { downloadBytesOf, healthOf, modelView } from '../model-view.ts';
import type { ParsedHandlers } from '../parsed-call.ts';
import { refuseLocked } from '../policy/policy.ts';
import type { Surroundings } from '../surroundings.ts';

type Models =
  | 'models.list'
  | 'models.recommend'
  | 'models.download'
  | 'models.pause'
  | 'models.cancel'
  | 'models.remove'
  | 'models.verify'
  | 'models.benchmark'
  | 'models.import'
  | 'server.models';

export interface ModelCalls {
  readonly handlers: ParsedHandlers<Models>;
  readonly downloads: AsyncDisposable;
}

export function modelCalls({ dataDir, feed, life, policy, publish }: Surroundings): ModelCalls {
  const inUse = (): ReadonlySet<string> => new Set(Object.values(feed.state.modelIds));
  const notes = new ModelNotes(dataDir);
  let measuring: Promise<unknown> = Promise.resolve();

  const downloads = new Downloads({
    async install(modelId, { again, signal, onProgress }) {
      const library = await openLibrary(dataDir);
      await library.install([modelId], {
        signal,
        again,
        onProgress: ({ phase, receivedBytes, totalBytes, bytesPerSecond }) =>
          onProgress({ phase, doneBytes: receivedBytes, totalBytes, bytesPerSecond }),
      });
      await notes.keep(modelId, undefined);
    },
    publish: (views) => publish({ type: 'downloads.changed', downloads: views }),
    installed: (modelId) => {
      // A model in use that was repaired is loaded anew.
      if (inUse().has(modelId)) void life.renew();
      modelsChanged();
    },
    nowMs: Date.now,
  });

  async function views(): Promise<readonly ModelView[]> {
    const library = await openLibrary(dataDir);
    const sizes = new Map(library.catalogue.models.map((entry) => [entry.id, downloadBytesOf(entry)]));
    const known = await notes.all();
    const used = inUse();
    return Promise.all(
      (await library.list()).map(async (model) => {
        const { id } = model.description;
        return modelView(model, {
          isInUse: used.has(id),
          downloadBytes: sizes.get(id) ?? 0,
          note: known[id],
          ...(await library.locate(id).then(
            () => ({ isWhole: true }),
            (error: unknown) => {
              const { code, message } = toFault(error);
              return code === 'policy-locked' ? { isWhole: true, blockedBy: message } : { isWhole: false };
            },
          )),
        });
      }),
    );
  }

  /** What is in use may have changed, and an assistant without models may have them now. */
  function modelsChanged(): void {
    publish({ type: 'models.changed', modelIds: feed.state.modelIds });
    if (feed.state.phase === 'needs-models' || feed.state.phase === 'failed') void life.renew();
  }

  const handlers: ParsedHandlers<Models> = {
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
    async 'models.download'({ modelId, again }) {
      downloads.start(modelId, again);
      return undefined;
    },
    async 'models.pause'({ modelId }) {
      downloads.pause(modelId);
      return undefined;
    },
    async 'models.cancel'({ modelId }) {
      downloads.cancel(modelId);
      return undefined;
    },
    async 'models.remove'({ modelId }) {
      const wasInUse = inUse().has(modelId);
      await (await openLibrary(dataDir)).remove(modelId);
      await notes.keep(modelId, undefined);
      if (wasInUse) void life.renew();
      modelsChanged();
      return undefined;
    },
    async 'models.verify'({ modelId }, { signal }) {
      const library = await openLibrary(dataDir);
      const [result] = await library.verify([modelId], signal);
      const checked = { atMs: Date.now(), problems: [...(result?.problems ?? [])] };
      await notes.keep(modelId, { checked });
      return healthOf(checked, true);
    },
    'models.benchmark'({ modelId }, { signal }) {
      // One at a time: two would measure each other.
      const measured = measuring.then(async () => {
        signal.throwIfAborted();
        const library = await openLibrary(dataDir);
        const threads = Math.max(1, Math.min(8, library.machine.cores - 1));
        const found = await benchmarkModel(modelId, { library, threads, signal, memoryOf: residentBytes });
        const measurement = { atMs: Date.now(), figures: figuresOf(found) };
        await notes.keep(modelId, { measured: measurement });
        return measurement;
      });
      measuring = measured.catch(() => undefined);
      return measured;
    },
    async 'models.import'({ path }, { signal }) {
      const library = await openLibrary(dataDir);
      const { model } = await library.import(path, { signal: signal });
      modelsChanged();
      return { modelId: model.id };
    },
    async 'server.models'({ baseUrl, apiKey }, { signal }) {
      refuseLocked({ server: null }, policy());
      return listServerModels({ baseUrl, ...(apiKey === undefined ? {} : { apiKey }) }, signal);
    },
  };
  return { handlers, downloads };
}

/** Numbers at any depth, by the last name on the way to them. */
function figuresOf(figures: object): Record<string, number> {
  const found: [string, number][] = [];
  const collect = (part: object): void => {
    for (const [name, value] of Object.entries(part)) {
      if (typeof value === 'number') found.push([name, value]);
      else if (typeof value === 'object' && value !== null) collect(value);
    }
  };
  collect(figures);
  return Object.fromEntries(found);
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
