/** Keys of a terminal, one at a time, without Enter. */

import type { ReadStream } from 'node:tty';

export type KeyPress = 'talk' | 'mute' | 'stop' | 'quit';

const KEYS: Readonly<Record<string, KeyPress>> = {
  ' ': 'talk',
  m: 'mute',
  s: 'stop',
  '\u001b': 'stop',
  q: 'quit',
  // Without line editing, Ctrl-C and Ctrl-D are keys like any other.
  '\u0003': 'quit',
  '\u0004': 'quit',
};

/** Tells each key until disposed; the terminal is as before then. Without a terminal there are no keys. */
export function listenToKeys(input: ReadStream, onKey: (key: KeyPress) => void): Disposable {
  if (!input.isTTY) return { [Symbol.dispose]: () => undefined };
  const read = (data: Buffer): void => {
    const key = KEYS[data.toString('utf8').toLowerCase()];
    if (key !== undefined) onKey(key);
  };
  input.setRawMode(true);
  input.resume();
  input.on('data', read);
  return {
    [Symbol.dispose]: () => {
      input.off('data', read);
      input.setRawMode(false);
      input.pause();
    },
  };
}
