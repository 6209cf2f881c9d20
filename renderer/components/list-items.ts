/** Changes of lists that people keep; a list that stays as it is, is the same list. */

/** At the end, unless it is there in whatever spelling of case. */
export function withItem(items: readonly string[], item: string): readonly string[] {
  const isThere = items.some((other) => other.toLocaleLowerCase() === item.toLocaleLowerCase());
  return isThere ? items : [...items, item];
}

/** One place towards the beginning (-1) or the end (1). */
export function movedItem(items: readonly string[], item: string, by: -1 | 1): readonly string[] {
  const from = items.indexOf(item);
  const to = from + by;
  if (from < 0 || to < 0 || to >= items.length) return items;
  const others = items.filter((other) => other !== item);
  return others.toSpliced(to, 0, item);
}
