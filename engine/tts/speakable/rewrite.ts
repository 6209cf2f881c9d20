/** Text rewritten by an ordered table of patterns. */

/** A pattern's optional groups are written `(x|)`, so that a group is a string whether it is there or not. */
export type Rewrite = readonly [pattern: RegExp, to: string | ((match: string, ...groups: string[]) => string)];

export function rewrite(text: string, table: readonly Rewrite[]): string {
  return table.reduce(
    (result, [pattern, to]) => (typeof to === 'string' ? result.replace(pattern, to) : result.replace(pattern, to)),
    text,
  );
}
