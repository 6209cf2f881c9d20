/** What is remembered about the user, in a real Chromium, with a scripted assistant behind it. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type BuiltPages, buildPages, violations, withoutChromium } from '../support/built-pages.ts';
import { untilAsked } from '../support/fake-assistant-host.ts';

const skip = withoutChromium;
let pages: BuiltPages;
before(async () => {
  if (skip === false) pages = await buildPages();
});
after(() => pages?.[Symbol.asyncDispose]());

test('a fact is read, corrected and forgotten', { skip }, async () => {
  await using opened = await pages.open('settings');
  const { page, host } = opened;
  await page.getByText("I'm vegetarian.").waitFor();
  assert.deepEqual(await violations(page), []);
  await page.getByRole('button', { name: "Change: I'm vegetarian." }).click();
  await page.getByRole('textbox', { name: "Change: I'm vegetarian." }).fill("I'm vegan.");
  await page.keyboard.press('Enter');
  await untilAsked(host, 'memory.change', { factId: 'f1', text: "I'm vegan." });
  await page.getByRole('button', { name: "Forget: I'm vegan." }).click();
  await untilAsked(host, 'memory.remove', { factId: 'f1' });
  await page.getByText('Say, for example').waitFor();
  assert.deepEqual(opened.complaints, []);
});
