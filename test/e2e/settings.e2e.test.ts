/** The settings and the first steps in a real Chromium, with a scripted assistant behind them. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { AssistantState } from '../../contract/assistant.ts';
import { type FakeAssistantHost, fakeState, startFakeAssistantHost } from '../support/fake-assistant-host.ts';
import { type TestFolder, testFolder } from '../support/test-folder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const skip = CHROMIUM === undefined ? 'Chromium is not installed' : false;
/** What a person sees, in both languages. */
const WORDS = {
  en: {
    search: 'Search settings',
    found: '1 setting found.',
    sensitivity: 'How easily it is interrupted',
    resetSensitivity: 'Reset “How easily it is interrupted” to its default',
    stop: 'Stop phrases',
    resetStop: 'Reset “Stop phrases” to its default',
    title: 'Welcome to Sotto',
    begin: 'Begin',
    next: 'Continue',
    micTitle: 'Say a few words',
    heard: 'I hear you.',
    speedTitle: 'How fast this machine is',
    answer: 'Answers should begin after one or two seconds.',
    download: 'Download all',
    pause: 'Pause',
    talkTitle: 'Ask something',
    needModels: 'Without models there is nothing to talk to yet.',
    ask: 'Ask this in writing',
    example: 'Why is the sky blue?',
    answered: 'It works. You can talk over Sotto at any time.',
    done: 'Start talking',
  },
  de: {
    search: 'Einstellungen durchsuchen',
    found: '1 Einstellung gefunden.',
    sensitivity: 'Wie leicht es sich unterbrechen lässt',
    resetSensitivity: '„Wie leicht es sich unterbrechen lässt“ auf den Standard zurücksetzen',
    stop: 'Stoppworte',
    resetStop: '„Stoppworte“ auf den Standard zurücksetzen',
    title: 'Willkommen bei Sotto',
    begin: 'Beginnen',
    next: 'Weiter',
    micTitle: 'Sag ein paar Worte',
    heard: 'Ich höre dich.',
    speedTitle: 'Wie schnell dieses Gerät ist',
    answer: 'Antworten sollten nach ein bis zwei Sekunden beginnen.',
    download: 'Alles herunterladen',
    pause: 'Pause',
    talkTitle: 'Frag etwas',
    needModels: 'Ohne Modelle gibt es noch nichts, womit du sprechen könntest.',
    ask: 'Das schriftlich fragen',
    example: 'Warum ist der Himmel blau?',
    answered: 'Es klappt. Du kannst Sotto jederzeit ins Wort fallen.',
    done: 'Losreden',
  },
} as const;

type Language = keyof typeof WORDS;
const LOOKS = [{ theme: 'light' }, { theme: 'dark' }, { theme: 'contrast' }, { theme: 'light', text: 'largest' }];
const STEPS = ['welcome', 'microphone', 'speed', 'models', 'talk'] as const;

let folder: TestFolder;
let browser: Browser;

before(async () => {
  if (CHROMIUM === undefined) return;
  folder = await testFolder();
  const vite = fileURLToPath(new URL('node_modules/vite/bin/vite.js', `file://${ROOT}`));
  const build = ['build', '-c', 'renderer/vite.config.ts', '--outDir', folder.path, '--logLevel', 'error'];
  await promisify(execFile)(process.execPath, [vite, ...build], { cwd: ROOT });
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-background-networking'],
  });
});

after(async () => {
  await browser?.close();
  await folder?.[Symbol.asyncDispose]();
});

interface Opened extends AsyncDisposable {
  readonly page: Page;
  readonly host: FakeAssistantHost;
  /** What the page complained of: a broken policy, a thrown error. */
  readonly complaints: readonly string[];
  /** Patches in order. */
  changes(): readonly unknown[];
}

interface Circumstances {
  readonly state?: AssistantState;
  readonly preferences?: Readonly<Record<string, string>>;
  readonly firstRun?: { readonly step: string; readonly isOver: boolean };
}

async function open(
  screen: string,
  { state = fakeState(), preferences, firstRun }: Circumstances = {},
): Promise<Opened> {
  const host = await startFakeAssistantHost(folder.path, state);
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
    changes: () =>
      host.asked
        .filter(({ name }) => name === 'settings.change')
        .map(({ params }) => (params as { patch: unknown }).patch),
    async [Symbol.asyncDispose]() {
      await context.close();
      await host[Symbol.asyncDispose]();
    },
  };
}

function withoutModels(): AssistantState {
  return { ...fakeState(), phase: 'needs-models', downloads: [], open: { conversation: undefined, turns: [] } };
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate('axe.run()')) as { violations: { id: string; nodes: { html: string }[] }[] };
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

/** Presses Tab until the focus is on what has this name. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
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

for (const language of ['en', 'de'] satisfies Language[]) {
  const words = WORDS[language];
  test(`settings and first steps in ${language}: axe finds nothing in any look, the policy holds`, {
    skip,
  }, async () => {
    for (const look of LOOKS) {
      const preferences = { ...look, language };
      const pages = [
        () => open('settings', { preferences }),
        ...STEPS.map(
          (step) => () =>
            open('onboarding', { preferences, state: withoutModels(), firstRun: { step, isOver: false } }),
        ),
        () => open('onboarding', { preferences, firstRun: { step: 'talk', isOver: false } }),
      ];
      for (const openPage of pages) {
        await using opened = await openPage();
        assert.deepEqual(await violations(opened.page), []);
        assert.deepEqual(opened.complaints, []);
        const wider = 'document.querySelector("main").scrollWidth - document.querySelector("main").clientWidth';
        assert.equal(await opened.page.evaluate(wider), 0);
      }
    }
  });

  test(`with the keyboard alone a setting is found, changed and set back in ${language}`, { skip }, async () => {
    await using opened = await open('settings', { preferences: { language } });
    const { page, changes } = opened;
    const name = words.sensitivity;
    await tabTo(page, words.search);
    await page.keyboard.type(name.slice(0, 12));
    await page.getByText(words.found).waitFor();
    await tabTo(page, name);
    await page.keyboard.press('ArrowRight');
    await page.getByText('55 %').waitFor();
    assert.deepEqual(changes().at(-1), { turnTaking: { sensitivity: 0.55 } });
    await tabTo(page, words.resetSensitivity);
    await page.keyboard.press('Enter');
    await page.getByText('50 %', { exact: true }).waitFor();
    assert.deepEqual(changes().at(-1), { turnTaking: { sensitivity: null } });
  });

  test(`stop phrases of each language are added, taken away and set back in ${language}`, { skip }, async () => {
    await using opened = await open('settings', { preferences: { language } });
    const { page, changes } = opened;
    const row = page.getByRole('group', { name: words.stop });
    await row.getByRole('row', { name: 'be quiet' }).waitFor();
    await row.getByRole('textbox').fill('red light');
    await page.keyboard.press('Enter');
    await row.getByRole('row', { name: 'red light' }).waitFor();
    const added = { turnTaking: { phrases: { en: { stop: ['stop', 'be quiet', 'never mind', 'red light'] } } } };
    assert.deepEqual(changes().at(-1), added);
    await row.getByRole('row', { name: 'be quiet' }).focus();
    await page.keyboard.press('Delete');
    await row.getByRole('row', { name: 'be quiet' }).waitFor({ state: 'detached' });
    await row.getByRole('radio').nth(0).focus();
    await page.keyboard.press('ArrowRight');
    await row.getByRole('row', { name: 'hör auf' }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await row.getByRole('button', { name: words.resetStop }).click();
    await row.getByRole('row', { name: 'be quiet' }).waitFor();
    assert.deepEqual(changes().at(-1), { turnTaking: { phrases: { en: { stop: null } } } });
  });
}

test('a search that finds nothing says so, and shows no empty groups', { skip }, async () => {
  await using opened = await open('settings');
  await opened.page.getByRole('searchbox').fill('xylophone');
  await opened.page.getByText('No setting has these words. Try another word, or clear the search.').waitFor();
  assert.equal(await opened.page.locator('.settings-group:visible').count(), 0);
});

test('a choice from a list and a mode are applied at once, and what depends on the mode appears', {
  skip,
}, async () => {
  await using opened = await open('settings');
  const { page, changes } = opened;
  const wakePhrases = page.getByRole('group', { name: 'Wake phrases' });
  assert.equal(await wakePhrases.count(), 0);
  await page.getByRole('radio', { name: 'By a wake phrase' }).focus();
  await page.keyboard.press('Space');
  await wakePhrases.waitFor();
  assert.deepEqual(changes().at(-1), { turnTaking: { mode: 'wake-phrase' } });
  await page.getByRole('group', { name: 'Voice', exact: true }).getByRole('button').first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: /Joe/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('option').first().waitFor({ state: 'detached' });
  assert.deepEqual(changes().at(-1), { models: { tts: 'piper-en-us-joe' } });
});

test('microphones are put in order, and one can be tried', { skip }, async () => {
  await using opened = await open('settings');
  const { page, changes } = opened;
  const row = page.getByRole('group', { name: 'Microphones, the most wanted first' });
  for (const name of ['Built-in microphone', 'Headset']) {
    await row.getByRole('button', { name: 'Add a microphone' }).click();
    await page.getByRole('option', { name }).click();
    await row.getByRole('button', { name: `Remove “${name}”` }).waitFor();
  }
  await row.getByRole('button', { name: 'Move “Headset” up' }).click();
  await row.getByRole('listitem').first().filter({ hasText: 'Headset' }).waitFor();
  assert.deepEqual(changes().at(-1), { devices: { microphones: ['Headset', 'Built-in microphone'] } });
  await page.getByRole('button', { name: 'Record three seconds' }).click();
  await page.getByText('You were heard well.').waitFor();
});

test('a setting of the administrator cannot be changed, and says why', { skip }, async () => {
  await using opened = await open('settings');
  const row = opened.page.getByRole('group', { name: 'Keep the sound of conversations' });
  await row.getByText('Set by your administrator').waitFor();
  assert.ok(await row.getByRole('switch').isDisabled());
});

test('another text size keeps the page, its focus, and fits the window', { skip }, async () => {
  await using opened = await open('settings');
  const { page } = opened;
  await page.evaluate("document.querySelector('h1').dataset.mark = 'same'");
  await page.getByRole('radio', { name: '100 %' }).focus();
  for (let press = 0; press < 3; press += 1) await page.keyboard.press('ArrowRight');
  await page.waitForFunction("document.documentElement.dataset.text === 'largest'");
  assert.equal(await page.evaluate("document.querySelector('h1').dataset.mark"), 'same');
  assert.equal(await page.evaluate('document.activeElement.value'), 'largest');
  // The sections stand above the page now, not beside it.
  await page.waitForFunction("document.querySelector('main').getBoundingClientRect().left === 0");
  await page.evaluate("document.querySelector('[value=largest]').focus()");
  for (let press = 0; press < 3; press += 1) await page.keyboard.press('ArrowLeft');
  await page.waitForFunction("document.querySelector('main').getBoundingClientRect().left > 100");
});

test('at twice the text size talk and stop stay in sight in a long conversation', { skip }, async () => {
  await using opened = await open('conversation', { preferences: { text: 'largest' } });
  const { page } = opened;
  for (const at of [0, 0.5, 1]) {
    await page.evaluate(
      `(() => { const main = document.querySelector('main'); main.scrollTop = ${at} * main.scrollHeight; })()`,
    );
    for (const name of ['Talk', 'Stop']) {
      const box = await page.getByRole('button', { name, exact: true }).boundingBox();
      assert.ok(box !== null && box.y >= 0 && box.y + box.height <= 800, `${name} at ${at}: ${JSON.stringify(box)}`);
    }
  }
});

test('what was copied is said', { skip }, async () => {
  await using opened = await open('conversation');
  const { page } = opened;
  await page.context().grantPermissions(['clipboard-write', 'clipboard-read']);
  await page.getByRole('button', { name: 'Copy' }).first().click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  assert.equal(await page.evaluate('navigator.clipboard.readText()'), 'Why is the sky blue?');
});

test('typed questions are answered as the settings say', { skip }, async () => {
  const state = fakeState();
  await using opened = await open('conversation', {
    state: { ...state, settings: { ...state.settings, typed: { answers: 'written' } } },
  });
  const { page, host } = opened;
  await page.getByLabel('Write to Sotto').fill('Quietly, please.');
  await page.keyboard.press('Enter');
  await page.getByText('Quietly, please.').waitFor();
  assert.deepEqual(host.asked.findLast(({ name }) => name === 'talk.submit')?.params, {
    text: 'Quietly, please.',
    isSilent: true,
  });
});

for (const language of ['en', 'de'] satisfies Language[]) {
  const words = WORDS[language];
  test(`the first steps by keyboard alone in ${language}, left and taken up again`, { skip }, async () => {
    await using opened = await open('conversation', { state: withoutModels(), preferences: { language } });
    const { page, host } = opened;
    const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
    await heading(words.title);
    await tabTo(page, words.begin);
    await page.keyboard.press('Enter');
    await heading(words.micTitle);
    await page.getByText(words.heard).waitFor();
    await tabTo(page, words.next);
    await page.keyboard.press('Enter');
    await page.getByText(words.answer).waitFor();
    await page.reload();
    await heading(words.speedTitle);
    await tabTo(page, words.next);
    await page.keyboard.press('Enter');
    await tabTo(page, words.download);
    await page.keyboard.press('Enter');
    await tabTo(page, words.next);
    const asked = host.asked.filter(({ name }) => name === 'models.download');
    assert.deepEqual(asked[0]?.params, { modelId: 'whisper-base' }, 'the smallest comes first');
    host.tell({
      type: 'downloads.changed',
      downloads: [
        {
          ...{ modelId: 'whisper-base', state: 'running', phase: 'downloading' },
          ...{ doneBytes: 41_000_000, totalBytes: 82_000_000, bytesPerSecond: 4_000_000 },
        },
      ],
    });
    await page.getByRole('button', { name: words.pause }).waitFor();
    await page.getByText('4 MB').first().waitFor();
    await page.keyboard.press('Enter');
    await heading(words.talkTitle);
    await page.getByText(words.needModels).waitFor();
    host.tell({ type: 'phase.changed', phase: 'ready' });
    await tabTo(page, words.ask);
    await page.keyboard.press('Enter');
    host.tell({ type: 'transcript.final', turnId: 1, text: words.example, language });
    host.tell({ type: 'reply.started', turnId: 1, replyId: 1 });
    host.tell({ type: 'reply.delta', replyId: 1, text: 'Because of the air.' });
    host.tell({ type: 'reply.completed', turnId: 1, replyId: 1, text: 'Because of the air.', reason: 'end' });
    await page.getByText(words.answered).waitFor();
    await tabTo(page, words.done);
    await page.keyboard.press('Enter');
    await page.waitForFunction("location.hash === '#/conversation'");
  });
}

test('the first steps can be skipped, and found again', { skip }, async () => {
  await using opened = await open('conversation', { state: withoutModels() });
  const { page } = opened;
  await page.getByRole('button', { name: 'Skip, and do this later' }).click();
  await page.getByText('There are no models to talk to yet.').waitFor();
  await page.getByRole('link', { name: 'Go to the first steps' }).click();
  await page.getByRole('heading', { level: 1, name: 'Welcome to Sotto' }).waitFor();
});

test('whoever has models takes three steps', { skip }, async () => {
  await using opened = await open('onboarding');
  await opened.page.getByText('Everything needed is already here, so this will be short.').waitFor();
  await opened.page.getByText('Step 1 of 3').waitFor();
});
