/** The face in a real Chromium, with a scripted assistant behind it. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type FakeAssistantHost, fakeState, startFakeAssistantHost } from '../support/fake-assistant-host.ts';
import { type TestFolder, testFolder } from '../support/test-folder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const skip = CHROMIUM === undefined ? 'Chromium is not installed' : false;
/** Of the page's frames; what is counted is whether any are asked for at all. */
const COUNT_FRAMES = `{
  const ask = requestAnimationFrame;
  globalThis.framesAsked = 0;
  globalThis.requestAnimationFrame = (run) => { globalThis.framesAsked += 1; return ask(run); };
}`;

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
  const args = ['--no-sandbox', '--disable-background-networking'];
  browser = await chromium.launch({ executablePath: CHROMIUM, args });
});

after(async () => {
  await browser?.close();
  await host?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});

async function open(preferences: Readonly<Record<string, string>> = {}): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const kept = JSON.stringify({ language: 'en', theme: 'light', ...preferences });
  await page.addInitScript(`localStorage.setItem('sotto.preferences', ${JSON.stringify(kept)});${COUNT_FRAMES}`);
  await page.goto(`${host.url}#/conversation`);
  await page.waitForSelector('h1', { state: 'attached' });
  return page;
}

const iris = '[data-part="iris-l"]';
const gazeIs = (condition: string): string => `(() => {
  const [x, y] = document.querySelector('${iris}').getAttribute('transform').match(/-?[0-9.]+/g).map(Number);
  return ${condition};
})()`;

/** The policy of the page forbids to make code out of text in it, so that the page itself looks again and again. */
async function until(page: Page, condition: string): Promise<void> {
  await page.evaluate(`new Promise((resolve, reject) => {
    const limit = performance.now() + 20_000;
    const look = () => {
      if (${condition}) resolve();
      else if (performance.now() < limit) setTimeout(look, 20);
      else reject(new Error('never'));
    };
    look();
  })`);
}

test('it looks aside while it thinks, and at the speaker who goes on', { skip }, async () => {
  const page = await open();
  host.tell({ type: 'turn.changed', from: 'listening', to: 'thinking' });
  await until(page, gazeIs('x > 5 && y < -5'));
  host.tell({ type: 'turn.changed', from: 'thinking', to: 'user-speaking' });
  await until(page, gazeIs('Math.abs(x) < 1'));
  await page.close();
});

test('it opens its mouth on a vowel, shuts it on p, b and m, and shows the feeling of the sentence', {
  skip,
}, async () => {
  const page = await open();
  const sampleRateHz = 1000;
  const say = (replyId: number, shape: 'aa' | 'PP', emotion?: 'happy'): void => {
    host.tell({ type: 'reply.started', turnId: replyId, replyId });
    host.tell({
      ...{ type: 'playback.segment', replyId, startSample: 0, endSample: 9000, sampleRateHz },
      ...(emotion === undefined ? {} : { emotion }),
      visemes: [{ shape, startSample: 0 }],
    });
    host.tell({ type: 'playback.started', replyId });
    host.tell({ type: 'playback.progressed', replyId, heardSamples: 500, sampleRateHz });
  };
  host.tell({ type: 'turn.changed', from: 'thinking', to: 'speaking' });
  say(11, 'aa', 'happy');
  await page.waitForSelector('.face[data-open="27.0"][data-emotion="happy"]', { state: 'attached' });
  say(12, 'PP');
  await page.waitForSelector('.face[data-open="0.0"][data-emotion="neutral"]', { state: 'attached' });
  host.tell({ type: 'playback.finished', replyId: 12, heardSamples: 9000, sampleRateHz });
  host.tell({ type: 'turn.changed', from: 'speaking', to: 'listening' });
  await page.close();
});

test('with reduced motion a face that has nothing to say asks for no frames', { skip }, async () => {
  const page = await open({ motion: 'reduced' });
  host.tell({ type: 'turn.changed', from: 'listening', to: 'thinking' });
  await until(page, gazeIs('x === 7'));
  const asked = await page.evaluate(
    'new Promise((resolve) => { const before = framesAsked; setTimeout(() => resolve(framesAsked - before), 1500); })',
  );
  assert.equal(asked, 0);
  await page.close();
});

test('at rest it breathes a few times a second, and not with every frame', { skip }, async () => {
  const page = await open();
  host.tell({ type: 'turn.changed', from: 'thinking', to: 'asleep' });
  host.tell({ type: 'turn.changed', from: 'asleep', to: 'listening' });
  await page.waitForSelector('[data-part="head"][transform$="rotate(0.00)"]', { state: 'attached' });
  const asked = Number(
    await page.evaluate(
      'new Promise((resolve) => { const before = framesAsked; setTimeout(() => resolve(framesAsked - before), 2000); })',
    ),
  );
  assert.ok(asked > 0 && asked < 60, `${asked} frames in two seconds, a blink among them`);
  await page.close();
});

test('somebody who wants no face gets none', { skip }, async () => {
  const page = await open({ face: 'none' });
  assert.equal(await page.locator('.face').count(), 0);
  await page.close();
});
