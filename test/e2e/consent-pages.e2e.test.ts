/** A question that waits for a yes, in a real Chromium, with a scripted assistant behind it. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type BuiltPages, buildPages, violations, withoutChromium } from '../support/built-pages.ts';
import { untilAsked } from '../support/fake-assistant-host.ts';

const skip = withoutChromium;
const QUESTION = 'Shall I clear the shopping list?';
let pages: BuiltPages;
before(async () => {
  if (skip === false) pages = await buildPages();
});
after(() => pages?.[Symbol.asyncDispose]());

test('consent is given by a click, and the buttons go when it is settled', { skip }, async () => {
  await using opened = await pages.open('conversation');
  const { page, host } = opened;
  host.tell({ type: 'consent.asked', question: QUESTION, expiresAtMs: Date.now() + 60_000 });
  const group = page.getByRole('group', { name: QUESTION });
  await group.waitFor();
  assert.deepEqual(await violations(page), []);
  await group.getByRole('button', { name: 'Yes' }).click();
  await untilAsked(host, 'talk.submit', { text: 'Yes' });
  host.tell({ type: 'consent.settled' });
  await group.waitFor({ state: 'detached' });
  assert.deepEqual(opened.complaints, []);
});

test('a question that was open too long is asked no more', { skip }, async () => {
  await using opened = await pages.open('conversation');
  const { page, host } = opened;
  host.tell({ type: 'consent.asked', question: QUESTION, expiresAtMs: Date.now() + 1500 });
  const group = page.getByRole('group', { name: QUESTION });
  await group.waitFor();
  await group.waitFor({ state: 'detached' });
  host.tell({ type: 'consent.asked', question: QUESTION, expiresAtMs: Date.now() - 1000 });
  host.tell({ type: 'timer.rang', text: 'Told after it.' });
  await page.getByText('Told after it.').waitFor();
  assert.equal(await group.count(), 0);
});
