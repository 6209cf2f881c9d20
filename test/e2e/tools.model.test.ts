/** The real application does things: at once where they can be undone, after a click where they cannot. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type DesktopApp, openDesktopApp } from '../support/desktop-app.ts';

const LIMIT_MS = 60_000;

let desktop: DesktopApp;
before(async () => {
  desktop = await openDesktopApp();
  const { page } = desktop;
  page.setDefaultTimeout(LIMIT_MS);
  await page.getByRole('link', { name: 'Conversation' }).click();
  await page.getByText('getting ready').waitFor({ state: 'detached' });
  await page.getByRole('checkbox', { name: 'Answer in writing only' }).check();
});
after(() => desktop?.[Symbol.asyncDispose]());

async function write(text: string): Promise<void> {
  await desktop.page.getByLabel('Write to Sotto').fill(text);
  await desktop.page.keyboard.press('Enter');
}

test('what cannot be undone is asked first, and done after a click', async () => {
  const { page } = desktop;
  await write('Add milk and honey to my shopping list.');
  await page.getByText('milk and honey: on the shopping list.').waitFor();
  await write('Clear my shopping list.');
  const question = page.getByRole('group', { name: 'Shall I clear the shopping list?' });
  await question.getByRole('button', { name: 'No' }).click();
  await page.getByText('All right, I leave it.').waitFor();
  assert.equal(await question.count(), 0);
  await write('Clear my shopping list.');
  await question.getByRole('button', { name: 'Yes' }).click();
  await page.getByText('It is empty now.').waitFor();
});

test('a timer rings in the window, whatever is on the screen', async () => {
  const { page } = desktop;
  await write('Set a tea timer for one second.');
  await page.getByText('The tea timer is set for 1 second.').waitFor();
  await page.getByRole('link', { name: 'Models' }).click();
  await page.getByText('Your tea timer is done.').waitFor();
});

test('what is to be remembered is listed in the settings, and forgotten there', async () => {
  const { page } = desktop;
  await page.getByRole('link', { name: 'Conversation' }).click();
  await page.getByRole('checkbox', { name: 'Answer in writing only' }).check();
  await write("Remember that I'm vegetarian.");
  await page.getByText("I'll remember that.").waitFor();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: "Forget: I'm vegetarian." }).click();
  await page.getByText('Say, for example').waitFor();
  await page.getByRole('link', { name: 'Conversation' }).click();
  await write('What do you know about me?');
  await page.getByText('You have not told me anything to remember.').waitFor();
});

test('another persona is spoken with, by asking for it', async () => {
  const { page } = desktop;
  await write('Switch to Flint.');
  await page.getByText('Flint speaking.').waitFor();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Use Sotto' }).click();
  await page.getByRole('button', { name: 'Use Flint' }).waitFor();
});
