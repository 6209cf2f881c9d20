/** Evidence in two halves: what may be shown to anyone, and what a person or the assistant said. */

/** Words of our own. Every other text counts as said by someone, so that a new field is private until it is named here. */
const OWN_WORDS: readonly string[] = ['heard'];

export function splitEvidence(evidence: object): {
  readonly evidence: Record<string, unknown>;
  readonly pii: Record<string, unknown>;
} {
  const entries = Object.entries(evidence).filter(([, value]) => value !== undefined);
  const isPrivate = ([name, value]: [string, unknown]): boolean =>
    !OWN_WORDS.includes(name) && typeof value !== 'number' && typeof value !== 'boolean';
  return {
    evidence: Object.fromEntries(entries.filter((entry) => !isPrivate(entry))),
    pii: Object.fromEntries(entries.filter(isPrivate)),
  };
}

/** @returns what `splitEvidence` was given. Whoever calls knows whose it was. */
export function joinEvidence<T>({ evidence, pii }: { evidence: object; pii: object }): T {
  return { ...evidence, ...pii } as T;
}
