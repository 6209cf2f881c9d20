/** Which screen: the part of the address after `#/`, and of a document the passage that is looked at. */

import { useSyncExternalStore } from 'react';
import { WINDOW_KINDS, type WindowKind } from '../../contract/desktop.ts';

export const ROUTES = ['conversation', 'models', 'knowledge', 'insights', 'settings', 'onboarding'] as const;
export type Route = (typeof ROUTES)[number];

/** A passage of a document. Offsets count UTF-16 units of its text. */
export interface PassagePlace {
  readonly documentId: string;
  readonly startOffset: number;
  readonly endOffset: number;
}

/** Which window: the full one, unless the address says otherwise. */
export function windowKindOf(hash: string): WindowKind {
  return WINDOW_KINDS.find((kind) => hash === `#/${kind}`) ?? 'full';
}

export function routeOf(hash: string): Route {
  return ROUTES.find((route) => hash === `#/${route}` || hash.startsWith(`#/${route}/`)) ?? 'conversation';
}

export function addressOfPassage({ documentId, startOffset, endOffset }: PassagePlace): string {
  return `#/knowledge/${encodeURIComponent(documentId)}/${startOffset}-${endOffset}`;
}

export function passageOf(hash: string): PassagePlace | undefined {
  const [, documentId, start, end] = /^#\/knowledge\/([^/]+)\/(\d+)-(\d+)$/.exec(hash) ?? [];
  if (documentId === undefined) return undefined;
  return { documentId: decodeURIComponent(documentId), startOffset: Number(start), endOffset: Number(end) };
}

function useHash(): string {
  return useSyncExternalStore(
    (listener) => {
      addEventListener('hashchange', listener);
      return () => removeEventListener('hashchange', listener);
    },
    () => location.hash,
  );
}

export function useWindowKind(): WindowKind {
  return windowKindOf(useHash());
}

export function useRoute(): Route {
  return routeOf(useHash());
}

export function usePassage(): PassagePlace | undefined {
  return passageOf(useHash());
}
