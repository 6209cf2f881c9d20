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

const DEFAULT: WindowState = { width: 1120, height: 760, isMaximized: false };
const SMALLEST = { width: 420, height: 480 };

/** What was kept, as far as it makes sense on the displays there are now. */
export function readWindowState(file: string, displays: readonly Area[]): WindowState {
  try {
    const { x, y, width, height, isMaximized } = JSON.parse(readFileSync(file, 'utf8'));
    if (![width, height].every((value) => Number.isInteger(value))) return DEFAULT;
    const size = {
      width: Math.max(SMALLEST.width, width),
      height: Math.max(SMALLEST.height, height),
      isMaximized: isMaximized === true,
    };
    // Its title must be within reach.
    const isVisible = displays.some(
      (area) => x >= area.x - width / 2 && x < area.x + area.width && y >= area.y && y < area.y + area.height,
    );
    return isVisible ? { ...size, x, y } : size;
  } catch {
    return DEFAULT;
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
