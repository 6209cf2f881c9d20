/**
 * The pictures in docs/screenshots: every screen, light, dark, at high contrast, at twice the text size and in German.
 *
 *   npm run build && node test/e2e/take-screenshots.ts
 */

import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { withoutModels } from '../support/built-pages.ts';
import { fakeState, startFakeAssistantHost } from '../support/fake-assistant-host.ts';

const FOLDER = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const PAGES = fileURLToPath(new URL('../../out/renderer', import.meta.url));
const SCREENS = ['conversation', 'knowledge', 'models', 'insights', 'settings'];
/** Of somebody who has no models yet. */
const STEPS = ['welcome', 'microphone', 'speed', 'models', 'talk'];
const SMALL = { compact: { width: 360, height: 320 }, captions: { width: 760, height: 130 } };
const LOOKS = {
  light: { theme: 'light' },
  dark: { theme: 'dark' },
  contrast: { theme: 'contrast' },
  large: { theme: 'light', text: 'largest' },
  german: { theme: 'light', language: 'de' },
};

await mkdir(FOLDER, { recursive: true });
const host = await startFakeAssistantHost(PAGES, fakeState());
const newHost = await startFakeAssistantHost(PAGES, withoutModels());
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
});
for (const [look, changes] of Object.entries(LOOKS)) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const preferences = JSON.stringify({ language: 'en', text: 'normal', face: 'face', ...changes });
  await page.addInitScript(`localStorage.setItem('sotto.preferences', ${JSON.stringify(preferences)})`);
  for (const screen of SCREENS) {
    await page.goto(`${host.url}#/${screen}`);
    await page.waitForSelector('h1', { state: 'attached' });
    if (screen === 'conversation') {
      host.tell({ type: 'turn.changed', from: 'listening', to: 'user-speaking' });
      host.tell({ type: 'transcript.partial', text: 'And what colour is the sky on Mars', stableLength: 23 });
    }
    await page.waitForTimeout(400);
    await page.screenshot({ path: `${FOLDER}${screen}-${look}.png` });
  }
  for (const step of STEPS) {
    await page.goto(newHost.url);
    await page.evaluate(`localStorage.setItem('sotto.first-run', '{"step":"${step}","isOver":false}')`);
    await page.goto(`${newHost.url}?${step}#/onboarding`);
    await page.waitForSelector('h1', { state: 'attached' });
    if (step === 'models') await page.locator('.sheet button').click();
    await page.waitForTimeout(400);
    await page.screenshot({ path: `${FOLDER}first-steps-${step}-${look}.png` });
  }
  for (const [kind, size] of Object.entries(SMALL)) {
    await page.setViewportSize(size);
    await page.goto(`${host.url}?${kind}#/${kind}`);
    await page.waitForTimeout(400);
    await page.screenshot({ path: `${FOLDER}${kind}-${look}.png` });
  }
  await page.close();
}
await browser.close();
await host[Symbol.asyncDispose]();
await newHost[Symbol.asyncDispose]();
