/** Whether the beginning of what was said reached the transcript. */

import { countWordErrors } from '../../engine/engine.ts';

/** `lost`: what was heard fits better to what was said without its first word. `misheard`: it is there, as another. */
export type FirstWord = 'heard' | 'misheard' | 'lost';

export function firstWord(said: string, heard: string): FirstWord {
  const [first = '', ...rest] = said.trim().split(/\s+/);
  const [firstHeard = ''] = heard.trim().split(/\s+/);
  if (first === '' || countWordErrors(first, firstHeard).errors === 0) return 'heard';
  if (firstHeard === '') return 'lost';
  const withFirst = countWordErrors(said, heard).errors;
  const withoutFirst = countWordErrors(rest.join(' '), heard).errors;
  return withoutFirst < withFirst ? 'lost' : 'misheard';
}
