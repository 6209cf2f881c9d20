/** The real application: its other windows, and the key that is heard wherever the user is. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { type DesktopApp, openDesktopApp } from '../support/desktop-app.ts';

const LIMIT_MS = 60_000;
/** Longer than a system waits before a key repeats: what is let go before was tapped. */
const HELD_MS = 1500;
const skip = spawnSync('xdotool', ['--version']).error === undefined ? false : 'xdotool is not installed';

let desktop: DesktopApp;
before(async () => {
  if (skip !== false) return;
  desktop = await openDesktopApp();
  desktop.page.setDefaultTimeout(LIMIT_MS);
  await desktop.page.getByRole('link', { name: 'Conversation' }).click();
  await desktop.page.getByText('getting ready').waitFor({ state: 'detached' });
});
after(() => desktop?.[Symbol.asyncDispose]());

function xdotool(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('xdotool', args, { env: { ...process.env, DISPLAY: desktop.displayName } });
  assert.equal(status, 0, String(stderr));
}

const hears = (page: Page): Promise<void> => page.getByText('Hearing you').first().waitFor();
const listens = (page: Page): Promise<void> => page.getByText('Hearing you').first().waitFor({ state: 'detached' });

async function opened(kind: 'compact' | 'captions', open: () => Promise<unknown>): Promise<Page> {
  const [page] = await Promise.all([
    desktop.app.waitForEvent('window', (window) => window.url().endsWith(`#/${kind}`)),
    open(),
  ]);
  return page;
}

test('the key is held to talk, and let go to send', { skip }, async () => {
  xdotool('keydown', 'ctrl', 'keydown', 'alt', 'keydown', 'space');
  await hears(desktop.page);
  await delay(HELD_MS);
  xdotool('keyup', 'space', 'keyup', 'alt', 'keyup', 'ctrl');
  await listens(desktop.page);
});

test('the key is tapped to talk, and tapped again to send', { skip }, async () => {
  xdotool('key', 'ctrl+alt+space');
  await hears(desktop.page);
  await delay(HELD_MS);
  assert.equal(await desktop.page.getByText('Hearing you').count(), 1);
  xdotool('key', 'ctrl+alt+space');
  await listens(desktop.page);
});

test('another key is taken by pressing it, and is the one that counts from then on', { skip }, async () => {
  const { page, app } = desktop;
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('group', { name: 'Key to talk from anywhere' }).getByRole('button', { name: 'Change' }).click();
  await page.keyboard.press('Control+Alt+KeyJ');
  await page.getByText('Ctrl + Alt + J', { exact: true }).waitFor();
  const isTaken = async (accelerator: string): Promise<boolean> =>
    app.evaluate(({ globalShortcut }, wanted) => globalShortcut.isRegistered(wanted), accelerator);
  for (const until = Date.now() + LIMIT_MS; !(await isTaken('Control+Alt+J')) && Date.now() < until; );
  assert.equal(await isTaken('Control+Alt+J'), true);
  assert.equal(await isTaken('Control+Alt+Space'), false);
  assert.equal(await page.evaluate('window.desktop.hotkeyState()'), 'works');
});

test('the compact window and the captions are there once each, on top, and as locked down as the full one', {
  skip,
}, async () => {
  const { page, app } = desktop;
  const compact = await opened('compact', () => page.getByRole('button', { name: 'Compact window' }).click());
  await compact.getByRole('button', { name: 'Talk' }).waitFor();
  await page.getByRole('button', { name: 'Compact window' }).click();
  const captions = await opened('captions', () => page.getByRole('button', { name: 'Captions' }).click());
  await captions.getByRole('button', { name: 'Close' }).waitFor();
  const windows = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => ({
      kind: new URL(window.webContents.getURL()).hash,
      isOnTop: window.isAlwaysOnTop(),
      isSandboxed: (
        window.webContents as unknown as { getLastWebPreferences(): { sandbox: boolean } }
      ).getLastWebPreferences().sandbox,
    })),
  );
  const small = windows.filter(({ kind }) => kind === '#/compact' || kind === '#/captions');
  assert.deepEqual(
    small.toSorted((a, b) => a.kind.localeCompare(b.kind)),
    [
      { kind: '#/captions', isOnTop: true, isSandboxed: true },
      { kind: '#/compact', isOnTop: true, isSandboxed: true },
    ],
  );
  assert.ok(windows.every(({ isSandboxed }) => isSandboxed));
  const closed = captions.waitForEvent('close');
  await captions.getByRole('button', { name: 'Close' }).click();
  await closed;
});

test('what is typed in the full window is read in the compact one', { skip }, async () => {
  const { page, app } = desktop;
  const compact = app.windows().find((window) => window.url().endsWith('#/compact'));
  assert.ok(compact !== undefined);
  await page.getByRole('link', { name: 'Conversation' }).click();
  await page.getByRole('checkbox', { name: 'Answer in writing only' }).check();
  await page.getByLabel('Write to Sotto').fill('What is 15 percent of 80?');
  await page.keyboard.press('Enter');
  await compact.getByText('That is 12.').waitFor({ timeout: LIMIT_MS });
});
