/** The real application in a window, as an ordinary user with the full sandbox. */

import { chmod, chown, copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { packageRoot } from '../../engine/base/package-root.ts';
import { testDataDir } from './models.ts';
import { openVirtualDisplay } from './virtual-display.ts';

/** Electron gives no window to an administrator with its sandbox on. This user is on every system. */
const NOBODY = 65_534;

export interface DesktopApp extends AsyncDisposable {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly home: string;
  /** For programs that act in its place: `DISPLAY`. */
  readonly displayName: string;
  /** From the start of the process to a page that can be used. */
  readonly startMs: number;
}

export interface DesktopAppOptions {
  /** Of another app than ours, from the root of the checkout. */
  readonly appFolder?: string;
  /** Without them the first steps are shown; nothing is copied. */
  readonly withModels?: boolean;
  /** A module that every process of it loads first, from the root of the checkout, and what it is told to do. */
  readonly planted?: { readonly module: string; readonly way: string };
}

export async function openDesktopApp({
  appFolder = '.',
  withModels = appFolder === '.',
  planted,
}: DesktopAppOptions = {}): Promise<DesktopApp> {
  const display = await openVirtualDisplay();
  const home = await mkdtemp(join(tmpdir(), 'sotto-desktop-'));
  try {
    await mkdir(join(home, 'run'), { mode: 0o700 });
    if (withModels) await copyTree(join(testDataDir(), 'models'), join(home, 'models'));
    const { executablePath, checkout } = await launcher(home, planted);
    const startedAtMs = performance.now();
    const app = await _electron.launch({
      executablePath,
      // A microphone that there is, so that it can be refused.
      args: [join(checkout, appFolder), '--use-fake-device-for-media-stream'],
      cwd: home,
      chromiumSandbox: true,
      env: {
        PATH: process.env['PATH'] ?? '',
        DISPLAY: display.name,
        HOME: home,
        TMPDIR: home,
        XDG_RUNTIME_DIR: join(home, 'run'),
        SOTTO_HOME: home,
      },
    });
    const page = await app.firstWindow();
    await page.waitForLoadState('domcontentloaded');
    return {
      app,
      page,
      home,
      displayName: display.name,
      startMs: performance.now() - startedAtMs,
      async [Symbol.asyncDispose]() {
        await app.close();
        await display[Symbol.asyncDispose]();
        await rm(home, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await display[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Electron itself; where we are the administrator, a script that starts it as an ordinary user. That user may not be let
 * into the folders above this checkout, and therefore sees it in its own.
 */
async function launcher(
  home: string,
  planted: DesktopAppOptions['planted'],
): Promise<{ readonly executablePath: string; readonly checkout: string }> {
  const electron = join('node_modules', 'electron', 'dist', 'electron');
  if (process.getuid?.() !== 0) return { executablePath: join(packageRoot, electron), checkout: packageRoot };
  const checkout = join(home, 'checkout');
  await mkdir(checkout);
  for (const path of [home, join(home, 'run')]) await chown(path, NOBODY, NOBODY);
  const script = join(home, 'electron-as-nobody');
  const user = `--reuid=${NOBODY} --regid=${NOBODY} --clear-groups`;
  const options =
    planted === undefined
      ? ''
      : `env SOTTO_PLANTED=${planted.way} NODE_OPTIONS='--require=${join(checkout, planted.module)}' `;
  const inside = `mount --bind '${packageRoot}' '${checkout}' && exec ${options}setpriv ${user} '${join(checkout, electron)}' "$@"`;
  await writeFile(script, `#!/bin/sh\nexec unshare --mount sh -c '${inside.replaceAll("'", `'"'"'`)}' sh "$@"\n`);
  await chmod(script, 0o755);
  return { executablePath: script, checkout };
}

/** An ordinary user cannot look into the folder of the administrator, and a model is no model behind a link. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyTree(source, target);
    else await copyFile(source, target);
  }
  if (process.getuid?.() === 0) await chown(to, NOBODY, NOBODY);
}
