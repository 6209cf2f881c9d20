/** A key combination in Electron's words, from what a page is told of a key, and for people to read. Pure. */

/** Of a `KeyboardEvent`, what is needed. */
export interface PressedKey {
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
}

const NAMED: Readonly<Record<string, string>> = {
  Space: 'Space',
  Enter: 'Enter',
  Insert: 'Insert',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Backquote: '`',
  Minus: '-',
  Equal: '=',
  Comma: ',',
  Period: '.',
  Slash: '/',
};

/** Undefined for modifiers alone, for keys that Electron does not know, and for those that are needed to type. */
export function acceleratorOf({ code, ctrlKey, altKey, shiftKey, metaKey }: PressedKey): string | undefined {
  const key = keyOf(code);
  const isFunctionKey = /^F\d+$/.test(code);
  if (key === undefined || !(ctrlKey || altKey || metaKey || isFunctionKey)) return undefined;
  const modifiers = [ctrlKey && 'Control', altKey && 'Alt', shiftKey && 'Shift', metaKey && 'Super'];
  return [...modifiers.filter(Boolean), key].join('+');
}

export function readableAccelerator(accelerator: string): string {
  return accelerator.replace('Control', 'Ctrl').replaceAll('+', ' + ');
}

function keyOf(code: string): string | undefined {
  return /^Key([A-Z])$/.exec(code)?.[1] ?? /^Digit(\d)$/.exec(code)?.[1] ?? /^F\d+$/.exec(code)?.[0] ?? NAMED[code];
}
