/** The first steps against the real assistant: real models, a virtual microphone and loudspeaker, a real Chromium. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { peakDbfs } from '../../engine/audio/level.ts';
import { packageRoot } from '../../engine/base/package-root.ts';
import { testDataDir } from '../support/models.ts';
import { type Running, startSotto } from '../support/sotto-command.ts';
import { speakTexts } from '../support/spoken-clips.ts';
import { type TestFolder, testFolder } from '../support/test-folder.ts';
import { startVirtualAudio, type VirtualAudio, whyNoVirtualAudio } from '../support/virtual-audio.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const isBuilt =
  existsSync(join(packageRoot, 'renderer', 'index.html')) || existsSync(join(packageRoot, 'out', 'renderer'));
const skip =
  CHROMIUM === undefined
    ? 'Chromium is not installed'
    : isBuilt
      ? (whyNoVirtualAudio() ?? false)
      : 'the pages are not built';
/** Long for models on a busy machine, and short for somebody who waits for a test. */
const LIMIT_MS = 90_000;

let folder: TestFolder;
let audio: VirtualAudio;
let sotto: Running;
let browser: Browser;
let page: Page;

before(async () => {
  if (skip !== false) return;
  folder = await testFolder();
  const home = folder.file('home');
  await mkdir(home);
  await symlink(join(testDataDir(), 'models'), join(home, 'models'));
  await writeFile(join(home, 'settings.json'), JSON.stringify({ reply: { maxTokens: 32 } }));
  audio = await startVirtualAudio();
  audio.roomTone();
  sotto = startSotto(['serve', '--local', '--json'], { SOTTO_HOME: home, ...audio.env });
  const address = await sotto.address();
  browser = await chromium.launch({
    executablePath: CHROMIUM as string,
    args: ['--no-sandbox', '--disable-background-networking'],
  });
  page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  page.setDefaultTimeout(LIMIT_MS);
  await page.goto(address);
});

after(async () => {
  await browser?.close();
  sotto?.child.kill('SIGINT');
  await sotto?.finished;
  await audio?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});

async function press(name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).focus();
  await page.keyboard.press('Enter');
}

test('from the welcome to a spoken answer, by keyboard and voice', { skip }, async () => {
  const [greeting, question] = await speakTexts(['Hello there, can you hear me?', 'What is the capital of France?']);
  assert.ok(greeting !== undefined && question !== undefined);
  // Models that are here make it short: that is decided once they are known to be.
  await page.getByText('Sotto is getting ready').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'First steps' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Step 1 of 3').waitFor();
  await press('Begin');
  await page.getByText('I hear nothing yet.').waitFor();
  await audio.speak({ pcm: greeting.pcm, sampleRateHz: 16_000 });
  await page.getByText('I hear you.').waitFor();
  await press('Continue');
  await page.getByRole('heading', { name: 'Ask something' }).waitFor();
  // What was said for the microphone alone was not answered.
  await page.locator('.floor', { hasText: 'Listening' }).waitFor();
  assert.equal(await page.getByText('You said').count(), 0);
  const recording = await audio.record();
  await audio.speak({ pcm: question.pcm, sampleRateHz: 16_000 });
  await page.getByText('You said').waitFor();
  await page
    .getByText(/capital of France/i)
    .first()
    .waitFor();
  await page.getByText('It works.').waitFor();
  await page.locator('.floor', { hasText: 'Listening' }).waitFor();
  const { pcm } = await recording.stop();
  assert.ok(peakDbfs(pcm) > -40, 'the answer was heard');
  await press('Start talking');
  await page.waitForFunction("location.hash === '#/conversation'");
});

test('what is said into the microphone is played back, and is no question', { skip }, async () => {
  await page.evaluate("location.hash = '#/settings'");
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  const [sentence] = await speakTexts(['One two three, this is a test of my microphone, four five six.']);
  assert.ok(sentence !== undefined);
  const recording = await audio.record();
  await press('Record three seconds');
  await page.getByText('Recording. Say something…').waitFor();
  await audio.speak({ pcm: sentence.pcm, sampleRateHz: 16_000 });
  await page.getByText(/You were heard well|That was very quiet/).waitFor();
  const { pcm } = await recording.stop();
  assert.ok(peakDbfs(pcm) > -30, 'it was played back');
  await page.evaluate("location.hash = '#/conversation'");
  await page.locator('.floor', { hasText: 'Listening' }).waitFor();
  assert.equal(await page.getByText('test of my microphone').count(), 0);
});
