/** The built page in a Chromium of a test's own, with a scripted assistant behind it, as a person meets it. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { AssistantState } from '../../contract/assistant.ts';
import { type FakeAssistantHost, fakeState, startFakeAssistantHost, untilAsked } from './fake-assistant-host.ts';
import { testFolder } from './test-folder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const chromiumPath: string | undefined = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(existsSync);

/** A reason to skip, or none. */
export const withoutChromium: string | false = chromiumPath === undefined ? 'Chromium is not installed' : false;

export interface BuiltPages extends AsyncDisposable {
  open(screen: string, circumstances?: Circumstances): Promise<OpenedPage>;
}

export interface OpenedPage extends AsyncDisposable {
  readonly page: Page;
  readonly host: FakeAssistantHost;
  /** What the page complained of: a broken policy, a thrown error. */
  readonly complaints: readonly string[];
  /** Until the last patch that the page asked for is this one. */
  untilChanged(patch: unknown): Promise<void>;
}

export interface Circumstances {
  readonly state?: AssistantState;
  readonly preferences?: Readonly<Record<string, string>>;
  readonly firstRun?: { readonly step: string; readonly isOver: boolean };
}

export async function buildPages(): Promise<BuiltPages> {
  const folder = await testFolder();
  const vite = fileURLToPath(new URL('node_modules/vite/bin/vite.js', `file://${ROOT}`));
  const build = ['build', '-c', 'renderer/vite.config.ts', '--outDir', folder.path, '--logLevel', 'error'];
  await promisify(execFile)(process.execPath, [vite, ...build], { cwd: ROOT });
  const browser = await chromium.launch({
    executablePath: chromiumPath ?? '',
    args: ['--no-sandbox', '--disable-background-networking'],
  });
  return {
    open: (screen, circumstances) => openPage(browser, folder.path, screen, circumstances),
    async [Symbol.asyncDispose]() {
      await browser.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function openPage(
  browser: Browser,
  pageFolder: string,
  screen: string,
  { state = fakeState(), preferences, firstRun }: Circumstances = {},
): Promise<OpenedPage> {
  const host = await startFakeAssistantHost(pageFolder, state);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  const kept = { language: 'en', theme: 'light', ...preferences };
  // What a page keeps itself stays when it is loaded again.
  await page.addInitScript(`
    if (!localStorage.getItem('sotto.preferences')) {
      localStorage.setItem('sotto.preferences', ${JSON.stringify(JSON.stringify(kept))});
      ${firstRun ? `localStorage.setItem('sotto.first-run', ${JSON.stringify(JSON.stringify(firstRun))});` : ''}
    }`);
  await page.goto(`${host.url}#/${screen}`);
  await page.waitForSelector('h1', { state: 'attached' });
  await page.waitForLoadState('networkidle');
  return {
    page,
    host,
    complaints,
    untilChanged: (patch) => untilAsked(host, 'settings.change', { patch }),
    async [Symbol.asyncDispose]() {
      await context.close();
      await host[Symbol.asyncDispose]();
    },
  };
}

export function withoutModels(): AssistantState {
  return { ...fakeState(), phase: 'needs-models', downloads: [], open: { conversation: undefined, turns: [] } };
}

export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate('axe.run()')) as { violations: { id: string; nodes: { html: string }[] }[] };
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

/** Presses Tab until the focus is on what has this name. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const isThere = `(() => {
    const at = document.activeElement;
    const labels = (at?.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean);
    const named = labels.map((id) => document.getElementById(id)?.getAttribute('aria-label') ?? '').find(Boolean);
    return at?.getAttribute('aria-label') ?? named ?? at?.textContent ?? '';
  })()`;
  for (let presses = 0; presses < 150; presses += 1) {
    await page.keyboard.press('Tab');
    const label = String(await page.evaluate(isThere));
    if (typeof name === 'string' ? label === name : name.test(label)) return;
  }
  assert.fail(`Tab never came to ${name}.`);
}
