/** Paths that come from a catalogue, manifest or bundle are data from elsewhere until they pass here. */

import { SottoFault } from '../../contract/faults.ts';

const MAX_PATH_CHARACTERS = 256;
/** Printable ASCII without the characters Windows forbids, no leading or trailing dot or space in a segment. */
const SAFE_SEGMENT = /^(?![. ])[\x20-\x7e]+(?<![. ])$/;
const FORBIDDEN_CHARACTERS = /[\\:*?"<>|]/;
const WINDOWS_DEVICE_NAME = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** True when the path, joined to a folder, names something strictly inside it on every platform. */
export function isSafeRelativePath(path: string): boolean {
  if (path.length === 0 || path.length > MAX_PATH_CHARACTERS || FORBIDDEN_CHARACTERS.test(path)) return false;
  return path.split('/').every((segment) => SAFE_SEGMENT.test(segment) && !WINDOWS_DEVICE_NAME.test(segment));
}

export function requireSafeRelativePath(path: string, origin: string): void {
  if (isSafeRelativePath(path)) return;
  throw new SottoFault('bad-input', `${origin} names the path ${JSON.stringify(path)}, which is not allowed.`, {
    stage: 'models',
  });
}
