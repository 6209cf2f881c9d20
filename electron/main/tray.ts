/** The sign in the system's tray: what the assistant is doing, and the way to it. */

import { app, Menu, type NativeImage, nativeImage, Tray } from 'electron';
import type { WindowKind } from '../../contract/desktop.ts';
import type { TalkOrder } from '../engine-orders.ts';
import type { EngineNotice } from './engine-process.ts';

export interface TrayActions {
  show(kind: WindowKind): void;
  order(order: TalkOrder): void;
  quit(): void;
}

const ENGLISH = {
  open: 'Open Sotto',
  compact: 'Compact window',
  captions: 'Captions',
  mute: 'Mute the microphone',
  unmute: 'Unmute the microphone',
  quit: 'Quit',
};
const GERMAN: typeof ENGLISH = {
  open: 'Sotto öffnen',
  compact: 'Kleines Fenster',
  captions: 'Untertitel',
  mute: 'Mikrofon stumm schalten',
  unmute: 'Mikrofon einschalten',
  quit: 'Beenden',
};

const SIZE = 32;

/** Undefined where the system has no tray. */
export function openTray(actions: TrayActions): { show(notice: EngineNotice): void } | undefined {
  try {
    const tray = new Tray(icon([150, 156, 166]));
    const words = app.getLocale().startsWith('de') ? GERMAN : ENGLISH;
    const setMenu = (isMuted: boolean): void =>
      tray.setContextMenu(
        Menu.buildFromTemplate([
          { label: words.open, click: () => actions.show('full') },
          { label: words.compact, click: () => actions.show('compact') },
          { label: words.captions, click: () => actions.show('captions') },
          { type: 'separator' },
          { label: isMuted ? words.unmute : words.mute, click: () => actions.order('toggle-mute') },
          { type: 'separator' },
          { label: words.quit, click: actions.quit },
        ]),
      );
    setMenu(false);
    tray.on('click', () => actions.show('full'));
    let shown = '';
    return {
      show(notice) {
        const [text, colour] = appearance(notice);
        if (text === shown) return;
        shown = text;
        setMenu(notice.isMuted);
        tray.setToolTip(`Sotto: ${text}`);
        tray.setImage(icon(colour));
      },
    };
  } catch {
    return undefined;
  }
}

type Colour = readonly [red: number, green: number, blue: number];

function appearance({ phase, floor, isMuted }: EngineNotice): readonly [string, Colour] {
  if (phase === 'failed') return ['not working', [208, 74, 60]];
  if (phase !== 'ready') return [phase, [150, 156, 166]];
  if (isMuted) return ['muted', [150, 156, 166]];
  if (floor === 'speaking' || floor === 'overlapped') return ['speaking', [64, 132, 220]];
  if (floor === 'thinking') return ['thinking', [214, 160, 50]];
  return [floor, [60, 170, 120]];
}

/** A disc, drawn here: no file to miss. */
function icon([red, green, blue]: Colour): NativeImage {
  const pixels = Buffer.alloc(SIZE * SIZE * 4);
  const middle = (SIZE - 1) / 2;
  for (let y = 0; y < SIZE; y += 1) {
    for (let x = 0; x < SIZE; x += 1) {
      const cover = Math.min(1, Math.max(0, SIZE / 2 - 2 - Math.hypot(x - middle, y - middle)));
      // Premultiplied, blue first.
      pixels.set([blue * cover, green * cover, red * cover, 255 * cover], (y * SIZE + x) * 4);
    }
  }
  return nativeImage.createFromBitmap(pixels, { width: SIZE, height: SIZE });
}
