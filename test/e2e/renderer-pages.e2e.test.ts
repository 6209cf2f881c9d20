/** The built page in a real Chromium, with a scripted assistant behind it. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import {
  type FakeAssistantHost,
  fakeState,
  startFakeAssistantHost,
  untilAsked,
} from '../support/fake-assistant-host.ts';
import { type TestFolder, testFolder } from '../support/test-folder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const skip = CHROMIUM === undefined ? 'Chromium is not installed' : false;
const SCREENS = ['conversation', 'models', 'knowledge', 'insights', 'settings', 'onboarding'];

let folder: TestFolder;
let host: FakeAssistantHost;
let browser: Browser;

before(async () => {
  if (CHROMIUM === undefined) return;
  folder = await testFolder();
  const vite = fileURLToPath(new URL('node_modules/vite/bin/vite.js', `file://${ROOT}`));
  const build = ['build', '-c', 'renderer/vite.config.ts', '--outDir', folder.path, '--logLevel', 'warn'];
  await promisify(execFile)(process.execPath, [vite, ...build], { cwd: ROOT });
  host = await startFakeAssistantHost(folder.path, fakeState());
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-background-networking'],
  });
});

after(async () => {
  await browser?.close();
  await host?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});

interface OpenedPage {
  readonly page: Page;
  /** What the page complained of: a broken policy, a thrown error. */
  readonly complaints: readonly string[];
}

async function open(screen: string, preferences: Readonly<Record<string, string>> = {}): Promise<OpenedPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  const kept = JSON.stringify({ language: 'en', theme: 'light', ...preferences });
  await page.addInitScript(`localStorage.setItem('sotto.preferences', ${JSON.stringify(kept)})`);
  await page.goto(`${host.url}#/${screen}`);
  await page.waitForSelector('h1', { state: 'attached' });
  await page.waitForLoadState('networkidle');
  return { page, complaints };
}

for (const theme of ['light', 'dark', 'contrast']) {
  for (const screen of SCREENS) {
    test(`${screen} in ${theme}: axe finds nothing, the policy holds`, { skip }, async () => {
      const { page, complaints } = await open(screen, { theme });
      await page.evaluate(axe.source);
      const found = (await page.evaluate('axe.run()')) as { violations: { id: string; nodes: { html: string }[] }[] };
      assert.deepEqual(
        found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`),
        [],
      );
      assert.deepEqual(complaints, []);
      await page.close();
    });
  }
}

for (const language of ['en', 'de']) {
  test(`no screen is cut off sideways at 200 % in ${language}`, { skip }, async () => {
    for (const screen of SCREENS) {
      const { page } = await open(screen, { language, text: 'largest' });
      const overflow = await page.evaluate(
        'document.querySelector("main").scrollWidth - document.querySelector("main").clientWidth',
      );
      assert.equal(overflow, 0, screen);
      await page.close();
    }
  });
}

test('stable and unstable words, an answer, and an interruption come to the page', { skip }, async () => {
  const { page } = await open('conversation');
  host.tell({ type: 'transcript.partial', text: 'And on Mars', stableLength: 4 });
  await page.locator('.unstable', { hasText: 'on Mars' }).waitFor();
  host.tell({ type: 'transcript.final', turnId: 2, text: 'And on Mars?', language: 'en' });
  host.tell({ type: 'reply.started', turnId: 2, replyId: 5 });
  host.tell({ type: 'reply.delta', replyId: 5, text: 'Butterscotch, with a blue sunset.' });
  host.tell({ type: 'playback.stopped', replyId: 5, heardSamples: 9, sampleRateHz: 10, heardText: 'Butterscotch,' });
  await page.getByText('Butterscotch, —').waitFor();
  assert.equal(await page.getByText('blue sunset').count(), 0);
  await page.close();
});

test('with the keyboard alone a question is written and sent', { skip }, async () => {
  const { page } = await open('conversation');
  await page.getByLabel('Write to Sotto').focus();
  await page.keyboard.type('Is it raining?');
  await page.keyboard.press('Enter');
  await untilAsked(host, 'talk.submit', { text: 'Is it raining?', isSilent: false });
  await page.close();
});

test('a page whose connection breaks says so and comes back', { skip }, async () => {
  const { page } = await open('conversation');
  host.hangUp();
  await page.getByText('Calling it again').waitFor();
  await page.getByText('Calling it again').waitFor({ state: 'detached' });
  await page.getByText('And at sunset?').waitFor();
  await page.close();
});
