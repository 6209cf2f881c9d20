/** Where the window was, kept from one start to the next. */

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface WindowState {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  readonly isMaximized: boolean;
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Of a window that was never moved. */
export interface Beginning extends Omit<WindowState, 'isMaximized'> {
  readonly smallest: { readonly width: number; readonly height: number };
}

/** What was kept, as far as it makes sense on the displays there are now. */
export function readWindowState(file: string, displays: readonly Area[], beginning: Beginning): WindowState {
  const { smallest, ...rest } = beginning;
  const unmoved = { ...rest, isMaximized: false };
  try {
    const { x, y, width, height, isMaximized } = JSON.parse(readFileSync(file, 'utf8'));
    if (![width, height].every((value) => Number.isInteger(value))) return unmoved;
    const size = {
      width: Math.max(smallest.width, width),
      height: Math.max(smallest.height, height),
      isMaximized: isMaximized === true,
    };
    // Its title must be within reach.
    const isVisible = displays.some(
      (area) => x >= area.x - width / 2 && x < area.x + area.width && y >= area.y && y < area.y + area.height,
    );
    return isVisible ? { ...size, x, y } : size;
  } catch {
    return unmoved;
  }
}

/** Best effort: a window that opens elsewhere is no reason to complain. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
  } catch {
    // Kept next time.
  }
}
