/** A model as clients see it. */

import type { ModelView } from '../contract/assistant.ts';
import type { ModelHealth } from '../contract/model-views.ts';
import type { ListedModel } from '../engine/engine.ts';
import type { ModelNote } from './model-notes.ts';

export interface ModelCircumstances {
  readonly isInUse: boolean;
  readonly downloadBytes: number;
  readonly note: ModelNote | undefined;
  /** Whether all files are there, in their sizes. */
  readonly isWhole: boolean;
  /** Why a policy forbids it. */
  readonly blockedBy?: string;
}

export function modelView(model: ListedModel, circumstances: ModelCircumstances): ModelView {
  const { description, state, origin, installedBytes, fit } = model;
  const { id, kind, name, publisher, memoryBytes, licence, languages, qualityNote, speedNote } = description;
  const { note } = circumstances;
  return {
    id,
    kind,
    name,
    publisher,
    state,
    origin,
    isInUse: circumstances.isInUse,
    downloadBytes: circumstances.downloadBytes,
    installedBytes,
    memoryBytes,
    ...(circumstances.blockedBy === undefined ? {} : { blockedBy: circumstances.blockedBy }),
    fit: {
      verdict: fit.verdict,
      neededBytes: fit.neededBytes,
      availableBytes: fit.availableBytes,
      totalBytes: fit.totalBytes,
    },
    ...(state === 'installed' ? { health: healthOf(note?.checked, circumstances.isWhole) } : {}),
    ...(note?.measured === undefined ? {} : { measured: note.measured }),
    licence: {
      name: licence.name,
      ...(licence.url === undefined ? {} : { url: licence.url }),
      forbids: licence.forbids ?? [],
    },
    languages,
    notes: `${qualityNote} ${speedNote}`.trim(),
  };
}

export function healthOf(checked: ModelNote['checked'], isWhole: boolean): ModelHealth {
  const problems = checked?.problems ?? [];
  const isDamaged = !isWhole || problems.length > 0;
  return {
    state: isDamaged ? 'damaged' : checked === undefined ? 'unchecked' : 'intact',
    ...(checked === undefined ? {} : { checkedAtMs: checked.atMs }),
    problems,
  };
}

interface Sources {
  readonly sources: readonly (
    | { readonly type: 'https'; readonly files: readonly { readonly size: number }[] }
    | { readonly type: 'npm' | 'pypi'; readonly packages: readonly { readonly downloadBytes: number }[] }
  )[];
}

/** Of the first source, which is the one that is preferred. */
export function downloadBytesOf({ sources: [source] }: Sources): number {
  if (source === undefined) return 0;
  const sizes =
    source.type === 'https' ? source.files.map(({ size }) => size) : source.packages.map((each) => each.downloadBytes);
  return sizes.reduce((sum, size) => sum + size, 0);
}
