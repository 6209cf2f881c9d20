/** Whether the beginning of what was said reached the transcript. */

import { countWordErrors } from '../../engine/engine.ts';

/** `lost`: nothing was heard, or it begins with the second word. `misheard`: something is there, but another word. */
export type FirstWord = 'heard' | 'misheard' | 'lost';

export function firstWord(said: string, heard: string): FirstWord {
  const [first = '', second] = said.trim().split(/\s+/);
  const [firstHeard = ''] = heard.trim().split(/\s+/);
  const isHeard = (word: string): boolean => countWordErrors(word, firstHeard).errors === 0;
  if (first === '' || isHeard(first)) return 'heard';
  return firstHeard === '' || (second !== undefined && isHeard(second)) ? 'lost' : 'misheard';
}
