/** Models, insights and questions asked anew in a real Chromium, with a scripted assistant behind them. */

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
import { FAKE_DOWNLOADS } from '../support/fake-models.ts';
import { type TestFolder, testFolder } from '../support/test-folder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const skip = CHROMIUM === undefined ? 'Chromium is not installed' : false;

let folder: TestFolder;
let host: FakeAssistantHost;
let browser: Browser;

before(async () => {
  if (CHROMIUM === undefined) return;
  folder = await testFolder();
  const vite = fileURLToPath(new URL('node_modules/vite/bin/vite.js', `file://${ROOT}`));
  const build = ['build', '-c', 'renderer/vite.config.ts', '--outDir', folder.path, '--logLevel', 'error'];
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

async function open(screen: string, preferences: Readonly<Record<string, string>> = {}): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const kept = JSON.stringify({ language: 'en', theme: 'light', ...preferences });
  await page.addInitScript(`localStorage.setItem('sotto.preferences', ${JSON.stringify(kept)})`);
  await page.goto(`${host.url}#/${screen}`);
  await page.waitForSelector('h1', { state: 'attached' });
  await page.waitForLoadState('networkidle');
  return page;
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate('axe.run()')) as { violations: { id: string; nodes: { html: string }[] }[] };
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

const asked = (name: string): unknown => host.asked.findLast((call) => call.name === name)?.params;

/** By the keyboard alone, as somebody who cannot point would. */
async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).focus();
  await page.keyboard.press('Enter');
}

for (const language of ['en', 'de']) {
  test(`nothing for axe to find with everything opened, in ${language}`, { skip }, async () => {
    const isGerman = language === 'de';
    const models = await open('models', { language });
    await press(models, isGerman ? 'Entfernen: Llama 3.2 1B' : 'Remove: Llama 3.2 1B');
    await models.getByLabel(isGerman ? 'Adresse' : 'Address').fill('http://localhost:11434/v1');
    await press(models, isGerman ? 'Fragen, was er anbietet' : 'Ask what it offers');
    await models.getByRole('button', { name: 'gemma-4-27b' }).waitFor();
    assert.deepEqual(await violations(models), []);
    await models.close();
    const insights = await open('insights', { language });
    await insights.locator('summary').click();
    await insights.getByLabel(isGerman ? 'Eifer' : 'Eagerness').selectOption('1');
    await insights.locator('.instead').waitFor();
    assert.deepEqual(await violations(insights), []);
    await insights.close();
  });

  test(`at 200 % nothing is cut off sideways, in ${language}`, { skip }, async () => {
    for (const screen of ['models', 'insights']) {
      const page = await open(screen, { language, text: 'largest' });
      const overflow = 'document.querySelector("main").scrollWidth - document.querySelector("main").clientWidth';
      assert.equal(await page.evaluate(overflow), 0, screen);
      await page.close();
    }
  });
}

test('a model says in both languages whether it fits, how fast it is here, and what its licence forbids', {
  skip,
}, async () => {
  const english = await open('models');
  await english.getByText('needs 7 GB of memory, only 6.4 GB are free. Close other programs first.').waitFor();
  await english.getByText('18.2 tokens a second, first word after 240 ms').waitFor();
  await english.getByText('Does not allow: commercial use').waitFor();
  await english.getByText('model.gguf is not what was installed').waitFor();
  await english.close();
  const german = await open('models', { language: 'de' });
  await german.getByText('braucht 7 GB Arbeitsspeicher, nur 6,4 GB sind frei.').waitFor();
  await german.getByText('18,2 Token je Sekunde, erstes Wort nach 240 ms').waitFor();
  await german.getByText('Erlaubt nicht: gewerbliche Nutzung').waitFor();
  await german.close();
});

test('downloads tell what is left, are paused, go on and are given up, by the keyboard alone', { skip }, async () => {
  const page = await open('models');
  await page.getByText('about 3 minutes left').waitFor();
  await press(page, 'Pause: Gemma 4 E4B');
  await untilAsked(host, 'models.pause', { modelId: 'gemma-4-e4b' });
  const [gemma, whisper] = FAKE_DOWNLOADS;
  if (gemma === undefined || whisper === undefined) throw new Error('Two downloads are on their way.');
  host.tell({ type: 'downloads.changed', downloads: [{ ...gemma, state: 'paused', bytesPerSecond: 0 }, whisper] });
  await page.getByText('Paused at 2.4 GB of 5.8 GB').waitFor();
  await press(page, 'Go on: Gemma 4 E4B');
  await untilAsked(host, 'models.download', { modelId: 'gemma-4-e4b' });
  await press(page, 'Give up: Whisper base');
  await untilAsked(host, 'models.cancel', { modelId: 'whisper-base' });
  const fault = { code: 'disk-full', message: 'There is no space.', retryable: false } as const;
  host.tell({ type: 'downloads.changed', downloads: [{ ...gemma, state: 'failed', fault }] });
  await page.getByText('The download has failed. The disk is full.').waitFor();
  host.tell({ type: 'downloads.changed', downloads: FAKE_DOWNLOADS });
  await page.close();
});

test('a damaged model is repaired, another is removed only when asked twice', { skip }, async () => {
  const page = await open('models');
  await press(page, 'Repair: Llama 3.2 1B');
  await untilAsked(host, 'models.download', { modelId: 'llama-3.2-1b', again: true });
  await press(page, 'Remove: Llama 3.2 1B');
  await page.keyboard.press('Enter');
  assert.equal(asked('models.remove'), undefined, 'the way back has the focus');
  await press(page, 'Remove: Llama 3.2 1B');
  await press(page, 'Remove it');
  await page.getByRole('button', { name: 'Remove it' }).waitFor({ state: 'detached' });
  await untilAsked(host, 'models.remove', { modelId: 'llama-3.2-1b' });
  await page.close();
});

test('a server of one’s own is asked, tested, used and left again', { skip }, async () => {
  const page = await open('models');
  await page.getByLabel('Address').fill('localhost:11434');
  await press(page, 'Ask what it offers');
  await page.getByText('That is no address.').waitFor();
  await page.getByLabel('Address').fill('http://localhost:11434/v1/');
  await press(page, 'Ask what it offers');
  await press(page, 'gemma-4-27b');
  await press(page, 'Test the connection');
  await page.getByText('first word after 120 ms').waitFor();
  await press(page, 'Use this server');
  await page.getByText('gemma-4-27b on localhost:11434 thinks for you now.').waitFor();
  await untilAsked(host, 'settings.change', {
    patch: { server: { baseUrl: 'http://localhost:11434/v1', model: 'gemma-4-27b', apiKey: null } },
  });
  await press(page, 'Think on this machine again');
  await page.getByText('thinks for you now').waitFor({ state: 'detached' });
  await untilAsked(host, 'settings.change', { patch: { server: null } });
  await page.close();
});

test('a browser takes the path of a file, and says so when one is dropped', { skip }, async () => {
  const page = await open('conversation');
  await page.evaluate(`(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['GGUF'], 'own.gguf'));
    for (const type of ['dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    }
  })()`);
  await page.getByText('A browser does not tell where own.gguf lies').waitFor();
  assert.equal(asked('models.import'), undefined);
  await page.goto(`${host.url}#/models`);
  await page.getByLabel('Path of the file').fill('models/own.gguf');
  await page.keyboard.press('Enter');
  await page.getByText('own.gguf is there.').waitFor();
  await untilAsked(host, 'models.import', { path: 'models/own.gguf' });
  await page.close();
});

test('what slowed the last answer, how it was over time, and how conversations went are said in words', {
  skip,
}, async () => {
  const page = await open('insights');
  await page.getByText('The longest part of it, 218 ms (32%), was thinking of the first word.').waitFor();
  await page.getByRole('img', { name: 'Whole answer, over 8 groups' }).waitFor();
  await page.getByLabel(/^Step/).selectOption('firstTokenMs');
  await page.getByLabel('Grouped by').selectOption('conversation');
  await page.getByRole('img', { name: 'First word thought of, over 2 groups' }).waitFor();
  await page.getByText('interrupted by you').waitFor();
  await page.close();
});

test('a conversation is looked at again, with its sound and with other settings', { skip }, async () => {
  const page = await open('insights');
  await page.getByText('the last word leads on (21% likely to be over)').waitFor();
  await page.getByText('You talked over it, and it yielded after 700 ms').waitFor();
  await press(page, 'Hear yourself');
  await untilAsked(host, 'insights.play', { conversationId: 'c1', turn: 0, speaker: 'user' });
  await page.getByLabel('Eagerness').selectOption('0.8');
  await page.getByText('you would have been cut off once.').waitFor();
  await page.getByText('Instead: it would have cut you off after 380 ms.').waitFor();
  await page.getByLabel('Eagerness').selectOption('0.2');
  await page.getByText('Every decision would have been the same.').waitFor();
  await page.close();
});

test('a question asked anew leaves out what followed, and the way back is offered', { skip }, async () => {
  const page = await open('conversation');
  await page.getByRole('button', { name: 'Edit and resend' }).first().focus();
  await page.keyboard.press('Enter');
  await page.getByText('You ask this anew.').waitFor();
  assert.equal(await page.getByLabel('Write to Sotto').inputValue(), 'Why is the sky blue?');
  await page.getByLabel('Write to Sotto').fill('Why is the sea blue?');
  const branch = { id: 'c3', title: 'Why the sky is blue', isPinned: true, createdAtMs: 1, updatedAtMs: 1 };
  await page.keyboard.press('Enter');
  await page.getByText('Why is the sea blue?').waitFor();
  await untilAsked(host, 'conversations.branch', {
    ...{ conversationId: 'c1', turn: 0, earlierTitle: 'Why the sky is blue (before)' },
  });
  host.tell({ type: 'conversation.switched', open: { conversation: branch, turns: [] } });
  await page.getByText('is kept as “Why the sky is blue (before)”').waitFor();
  await press(page, 'Undo');
  await page.getByText('is kept as').waitFor({ state: 'detached' });
  await page.waitForLoadState('networkidle');
  await untilAsked(host, 'conversations.open', { conversationId: 'c1' });
  await page.close();
});
