/** What is kept, in a real Chromium: locked, encrypted, recovered, emptied; with a scripted assistant behind it. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { AssistantState } from '../../contract/assistant.ts';
import {
  type BuiltPages,
  buildPages,
  tabTo,
  violations,
  withoutChromium,
  withoutModels,
} from '../support/built-pages.ts';
import { fakeState, untilAsked } from '../support/fake-assistant-host.ts';
import { PASSPHRASE, RECOVERY_WORDS } from '../support/fake-vault.ts';
import { LANGUAGES } from '../support/page-words.ts';
import { VAULT_WORDS } from '../support/vault-words.ts';

const skip = withoutChromium;
const locked: AssistantState = { ...fakeState(), phase: 'locked', open: { conversation: undefined, turns: [] } };
const LOOKS = [{ theme: 'light' }, { theme: 'dark' }, { theme: 'contrast' }, { theme: 'light', text: 'largest' }];
let pages: BuiltPages;
before(async () => {
  if (skip === false) pages = await buildPages();
});
after(() => pages?.[Symbol.asyncDispose]());

for (const language of LANGUAGES) {
  const words = VAULT_WORDS[language];
  test(`with the keyboard alone a locked profile is opened in ${language}, after a wrong passphrase`, {
    skip,
  }, async () => {
    await using opened = await pages.open('settings', { state: locked, preferences: { language } });
    const { page, host } = opened;
    await page.getByRole('heading', { name: words.lockedTitle }).waitFor();
    // Nothing of what is kept is asked for, and nothing else is offered.
    assert.equal(await page.getByRole('navigation').count(), 0);
    assert.ok(host.asked.every(({ name }) => ['state.watch', 'vault.status'].includes(name)));
    await page.keyboard.type('not this one');
    await page.keyboard.press('Enter');
    await page.getByText(words.wrongPassphrase).waitFor();
    assert.equal(await page.getByLabel(words.passphrase).inputValue(), '');
    await page.keyboard.type(PASSPHRASE);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation').first().waitFor();
    assert.deepEqual(opened.complaints, []);
  });

  test(`who forgot the passphrase opens it with the phrase in ${language}`, { skip }, async () => {
    await using opened = await pages.open('conversation', { state: locked, preferences: { language } });
    const { page, host } = opened;
    await tabTo(page, words.forgotten);
    await page.keyboard.press('Enter');
    await page.getByLabel(words.recoveryPhrase).fill('zoo zoo');
    await page.getByLabel(words.newPassphrase).fill('a new passphrase');
    await page.getByLabel(words.again).fill('a new passphrasd');
    await page.keyboard.press('Enter');
    await page.getByText(words.different).waitFor();
    await page.getByLabel(words.again).fill('a new passphrase');
    await page.keyboard.press('Enter');
    await page.getByText(words.wrongPhrase).waitFor();
    const recoveryPhrase = RECOVERY_WORDS.join('\n');
    await page.getByLabel(words.recoveryPhrase).fill(recoveryPhrase);
    await page.getByRole('button', { name: words.recover }).click();
    await page.getByRole('navigation').first().waitFor();
    await untilAsked(host, 'vault.recover', { recoveryPhrase, passphrase: 'a new passphrase' });
  });
}

test('after three wrong passphrases one waits, and is told for how long', { skip }, async () => {
  await using opened = await pages.open('conversation', { state: locked });
  const { page } = opened;
  for (const typed of ['one', 'two', 'three']) {
    await page.getByLabel(VAULT_WORDS.en.passphrase, { exact: true }).fill(typed);
    await page.keyboard.press('Enter');
    await page.getByText(/not the passphrase|try again/).waitFor();
    await page.locator('input:invalid').waitFor();
  }
  await page.getByText(/You can try again in \d seconds/).waitFor();
  assert.ok(await page.getByRole('button', { name: 'Unlock', exact: true }).isDisabled());
});

test('encryption is switched on with a passphrase, and a phrase is written down', { skip }, async () => {
  await using opened = await pages.open('settings');
  const { page, host } = opened;
  const words = VAULT_WORDS.en;
  const row = page.getByRole('group', { name: 'Encryption' });
  await row.getByText(/^Off\. Whoever/).waitFor();
  await row.getByRole('button', { name: 'Use a passphrase' }).click();
  await row.getByLabel(words.newPassphrase).fill('short');
  await page.keyboard.press('Enter');
  await row.getByText(/^Take at least 8 characters/).waitFor();
  await row.getByLabel(words.newPassphrase).fill('long enough');
  await row.getByLabel(words.again).fill('long enough');
  await page.keyboard.press('Enter');
  await row.getByText(/^On\. Sotto asks/).waitFor();
  await untilAsked(host, 'vault.setPassphrase', { passphrase: 'long enough' });

  const recovery = page.getByRole('group', { name: 'Recovery phrase' });
  // Nobody has to think of it.
  await recovery.getByRole('listitem').first().waitFor();
  assert.deepEqual(await recovery.getByRole('listitem').allTextContents(), RECOVERY_WORDS);
  assert.deepEqual(await violations(page), []);
  await recovery.getByRole('textbox').fill('zoo zoo zoo');
  await page.keyboard.press('Enter');
  await recovery.getByText(/^These are other words/).waitFor();
  await recovery.getByRole('textbox').fill('able zoo zoo');
  await page.keyboard.press('Enter');
  await recovery.getByText('Written down.').waitFor();
  await row.getByRole('button', { name: 'Keep the key in Secret Service' }).click();
  await row.getByText(/^On\. The key is in the keyring/).waitFor();
});

test('who has no recovery phrase is reminded in the conversation, until they have seen it', { skip }, async () => {
  await using opened = await pages.open('settings');
  const { page } = opened;
  const reminder = page.getByText(/nobody has written the recovery phrase down/);
  const show = (screen: string): Promise<unknown> => page.evaluate(`void (location.hash = '#/${screen}')`);
  await page.getByRole('button', { name: 'Keep the key in Secret Service' }).click();
  await page.getByRole('listitem').filter({ hasText: 'abandon' }).waitFor();
  await show('conversation');
  await reminder.waitFor();
  assert.deepEqual(await violations(page), []);
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await reminder.waitFor({ state: 'detached' });
});

test('how long things are kept is chosen, everything is exported, and everything goes', { skip }, async () => {
  await using opened = await pages.open('settings');
  const { page, host, untilChanged } = opened;
  const days = page.getByRole('group', { name: 'Conversations are kept' });
  await days.getByRole('button').first().click();
  await page.getByRole('option', { name: '30 days' }).click();
  await page.getByRole('option').first().waitFor({ state: 'detached' });
  await untilChanged({ privacy: { keepConversationsDays: 30 } });
  await page.getByText('212 conversations').waitFor();

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export everything' }).click();
  const content = await readFile(await (await download).path(), 'utf8');
  assert.equal(JSON.parse(content).conversations[0].conversation.title, 'Why the sky is blue');

  const purge = page.getByRole('group', { name: 'Delete for good' });
  await purge.getByRole('button').first().click();
  await page.getByRole('option', { name: 'All conversations' }).click();
  await purge.getByRole('button', { name: 'Delete…' }).click();
  // Keeping is what Enter does.
  await page.keyboard.press('Enter');
  await purge.getByRole('button', { name: 'Delete…' }).click();
  await purge.getByRole('button', { name: 'Delete for good' }).click();
  await purge.getByText('212 conversations are gone.').waitFor();
  await untilAsked(host, 'privacy.purge', {});
});

test('a longest time of the organisation is shown, and nothing longer is offered', { skip }, async () => {
  const path = 'privacy.keepConversationsDays';
  const policy = { source: '/etc/sotto/policy.json', locked: [], defaulted: [], mostDays: { [path]: 60 } };
  const state = fakeState();
  const settings = { ...state.settings, privacy: { ...state.settings.privacy, keepConversationsDays: 60 } };
  await using opened = await pages.open('settings', { state: { ...state, policy, settings } });
  const row = opened.page.getByRole('group', { name: 'Conversations are kept' });
  await row.getByText(/at most 60 days/).waitFor();
  await row.getByRole('button').first().click();
  assert.deepEqual(await opened.page.getByRole('option').allTextContents(), ['7 days', '30 days', '60 days']);
});

test('the first steps say that nothing is encrypted yet, and offer to change that', { skip }, async () => {
  await using opened = await pages.open('onboarding', { state: withoutModels() });
  const { page } = opened;
  await page.getByRole('heading', { name: 'What you say is not encrypted yet' }).waitFor();
  await page.getByRole('button', { name: 'Keep the key in Secret Service' }).click();
  await page.getByText(/The key is in the keyring/).waitFor();
  await page.getByRole('listitem').filter({ hasText: 'abandon' }).waitFor();
  assert.deepEqual(await violations(page), []);
});

for (const look of LOOKS) {
  test(`locked and open pages are accessible, ${Object.values(look).join(' ')}`, { skip }, async () => {
    await using shut = await pages.open('conversation', { state: locked, preferences: look });
    assert.deepEqual(await violations(shut.page), []);
    await shut.page.getByRole('button', { name: VAULT_WORDS.en.forgotten }).click();
    assert.deepEqual(await violations(shut.page), []);
    await using opened = await pages.open('settings', { preferences: look });
    await opened.page.getByText('212 conversations').waitFor();
    assert.deepEqual(await violations(opened.page), []);
    assert.deepEqual([...shut.complaints, ...opened.complaints], []);
  });
}
