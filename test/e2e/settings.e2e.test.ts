/** The settings in a real Chromium, with a scripted assistant behind them. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type BuiltPages, buildPages, tabTo, withoutChromium } from '../support/built-pages.ts';
import { fakeState, untilAsked } from '../support/fake-assistant-host.ts';
import { LANGUAGES, WORDS } from '../support/page-words.ts';

const skip = withoutChromium;
let pages: BuiltPages;
before(async () => {
  if (skip === false) pages = await buildPages();
});
after(() => pages?.[Symbol.asyncDispose]());

for (const language of LANGUAGES) {
  const words = WORDS[language];
  test(`with the keyboard alone a setting is found, changed and set back in ${language}`, { skip }, async () => {
    await using opened = await pages.open('settings', { preferences: { language } });
    const { page, untilChanged } = opened;
    const name = words.sensitivity;
    await tabTo(page, words.search);
    await page.keyboard.type(name.slice(0, 12));
    await page.getByText(words.found).waitFor();
    await tabTo(page, name);
    await page.keyboard.press('ArrowRight');
    await page.getByText('55 %').waitFor();
    await untilChanged({ turnTaking: { sensitivity: 0.55 } });
    await tabTo(page, words.resetSensitivity);
    await page.keyboard.press('Enter');
    await page.getByText('50 %', { exact: true }).waitFor();
    await untilChanged({ turnTaking: { sensitivity: null } });
  });

  test(`stop phrases of each language are added, taken away and set back in ${language}`, { skip }, async () => {
    await using opened = await pages.open('settings', { preferences: { language } });
    const { page, untilChanged } = opened;
    const row = page.getByRole('group', { name: words.stop });
    await row.getByRole('row', { name: 'be quiet' }).waitFor();
    await row.getByRole('textbox').fill('red light');
    await page.keyboard.press('Enter');
    await row.getByRole('row', { name: 'red light' }).waitFor();
    const added = { turnTaking: { phrases: { en: { stop: ['stop', 'be quiet', 'never mind', 'red light'] } } } };
    await untilChanged(added);
    await row.getByRole('row', { name: 'be quiet' }).focus();
    await page.keyboard.press('Delete');
    await row.getByRole('row', { name: 'be quiet' }).waitFor({ state: 'detached' });
    await row.getByRole('radio').nth(0).focus();
    await page.keyboard.press('ArrowRight');
    await row.getByRole('row', { name: 'hör auf' }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await row.getByRole('button', { name: words.resetStop }).click();
    await row.getByRole('row', { name: 'be quiet' }).waitFor();
    await untilChanged({ turnTaking: { phrases: { en: { stop: null } } } });
  });
}

test('a search that finds nothing says so, and shows no empty groups', { skip }, async () => {
  await using opened = await pages.open('settings');
  await opened.page.getByRole('searchbox').fill('xylophone');
  await opened.page.getByText('No setting has these words. Try another word, or clear the search.').waitFor();
  assert.equal(await opened.page.locator('.settings-group:visible').count(), 0);
});

test('a choice from a list and a mode are applied at once, and what depends on the mode appears', {
  skip,
}, async () => {
  await using opened = await pages.open('settings');
  const { page, untilChanged } = opened;
  const wakePhrases = page.getByRole('group', { name: 'Wake phrases' });
  assert.equal(await wakePhrases.count(), 0);
  await page.getByRole('radio', { name: 'By a wake phrase' }).focus();
  await page.keyboard.press('Space');
  await wakePhrases.waitFor();
  await untilChanged({ turnTaking: { mode: 'wake-phrase' } });
  await page.getByRole('group', { name: 'Voice', exact: true }).getByRole('button').first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: /Joe/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('option').first().waitFor({ state: 'detached' });
  await untilChanged({ models: { tts: 'piper-en-us-joe' } });
});

test('microphones are put in order, and one can be tried', { skip }, async () => {
  await using opened = await pages.open('settings');
  const { page, untilChanged } = opened;
  const row = page.getByRole('group', { name: 'Microphones, the most wanted first' });
  for (const name of ['Built-in microphone', 'Headset']) {
    await row.getByRole('button', { name: 'Add a microphone' }).click();
    await page.getByRole('option', { name }).click();
    await row.getByRole('button', { name: `Remove “${name}”` }).waitFor();
  }
  await row.getByRole('button', { name: 'Move “Headset” up' }).click();
  await row.getByRole('listitem').first().filter({ hasText: 'Headset' }).waitFor();
  await untilChanged({ devices: { microphones: ['Headset', 'Built-in microphone'] } });
  await page.getByRole('button', { name: 'Record three seconds' }).click();
  await page.getByText('You were heard well.').waitFor();
});

test('a setting of the administrator cannot be changed, and says why', { skip }, async () => {
  await using opened = await pages.open('settings');
  const row = opened.page.getByRole('group', { name: 'Keep the sound of conversations' });
  await row.getByText('Set by your organisation').waitFor();
  assert.ok(await row.getByRole('switch').isDisabled());
});

test('another text size keeps the page, its focus, and fits the window', { skip }, async () => {
  await using opened = await pages.open('settings');
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
  await using opened = await pages.open('conversation', { preferences: { text: 'largest' } });
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
  await using opened = await pages.open('conversation');
  const { page } = opened;
  await page.context().grantPermissions(['clipboard-write', 'clipboard-read']);
  await page.getByRole('button', { name: 'Copy' }).first().click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  assert.equal(await page.evaluate('navigator.clipboard.readText()'), 'Why is the sky blue?');
});

test('typed questions are answered as the settings say', { skip }, async () => {
  const state = fakeState();
  await using opened = await pages.open('conversation', {
    state: { ...state, settings: { ...state.settings, typed: { answers: 'written' } } },
  });
  const { page, host } = opened;
  await page.getByLabel('Write to Sotto').fill('Quietly, please.');
  await page.keyboard.press('Enter');
  await untilAsked(host, 'talk.submit', { text: 'Quietly, please.', isSilent: true });
});
