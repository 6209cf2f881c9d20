/** How long things may be kept, as choices; undefined is for ever. Pure. */

const USUAL = [7, 30, 90, 365] as const;

/** @param most as an administrator allows */
export function daysToChoose(now: number | undefined, most: number | undefined): readonly (number | undefined)[] {
  const days = new Set<number>(USUAL);
  if (now !== undefined) days.add(now);
  if (most !== undefined) days.add(most);
  const allowed = [...days].filter((count) => most === undefined || count <= most).sort((a, b) => a - b);
  return most === undefined ? [undefined, ...allowed] : allowed;
}
