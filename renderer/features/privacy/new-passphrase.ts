/** Whether two typed passphrases can be one. Pure. */

export const SHORTEST_PASSPHRASE = 8;

export function flawOf(typed: string, again: string): 'short' | 'different' | undefined {
  if ([...typed].length < SHORTEST_PASSPHRASE) return 'short';
  return typed === again ? undefined : 'different';
}

/** The words at these places, however they are typed. */
export function areWords(typed: string, wanted: readonly string[]): boolean {
  const words = typed.toLowerCase().match(/[a-z]+/g) ?? [];
  return words.join(' ') === wanted.join(' ');
}
