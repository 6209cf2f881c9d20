/** The compact window and the captions in a real Chromium, and the settings that only a window of ours has. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type BuiltPages, buildPages, violations, withoutChromium } from '../support/built-pages.ts';
import { untilAsked } from '../support/fake-assistant-host.ts';

const skip = withoutChromium;
const LOOKS = [{ theme: 'light' }, { theme: 'dark' }, { theme: 'contrast' }, { theme: 'light', text: 'largest' }];
const SIZES = { compact: { width: 360, height: 320 }, captions: { width: 760, height: 130 } } as const;
let pages: BuiltPages;
before(async () => {
  if (skip === false) pages = await buildPages();
});
after(() => pages?.[Symbol.asyncDispose]());

test('the compact window talks, stops, and shows the last words', { skip }, async () => {
  await using opened = await pages.open('compact');
  const { page, host } = opened;
  await page.setViewportSize(SIZES.compact);
  assert.equal(await page.getByRole('navigation').count(), 0);
  await page.getByText('most of its blue is already gone').waitFor();
  await page.getByRole('button', { name: 'Talk' }).press('Enter');
  await untilAsked(host, 'talk.press', {});
  host.tell({ type: 'transcript.partial', text: 'And on Mars', stableLength: 3 });
  await page.getByText('And on Mars').waitFor();
  assert.deepEqual(opened.complaints, []);
});

test('captions follow whoever speaks', { skip }, async () => {
  await using opened = await pages.open('captions');
  const { page, host } = opened;
  await page.setViewportSize(SIZES.captions);
  host.tell({ type: 'transcript.partial', text: 'And on Mars', stableLength: 3 });
  assert.match((await page.getByText('And on Mars').textContent()) ?? '', /^You/);
  host.tell({ type: 'transcript.final', turnId: 2, text: 'And on Mars?', language: 'en' });
  host.tell({ type: 'reply.started', turnId: 2, replyId: 7 });
  host.tell({ type: 'reply.delta', replyId: 7, text: 'There it is butterscotch.' });
  assert.match((await page.getByText('There it is butterscotch.').textContent()) ?? '', /^Sotto/);
});

test('in a browser there is no hotkey to choose', { skip }, async () => {
  await using opened = await pages.open('settings');
  await opened.page.getByRole('heading', { name: 'Privacy' }).waitFor();
  assert.equal(await opened.page.getByText('Key to talk from anywhere').count(), 0);
});

for (const kind of ['compact', 'captions'] as const) {
  for (const look of LOOKS) {
    test(`axe finds nothing: ${kind}, ${Object.values(look).join(', ')}`, { skip }, async () => {
      await using opened = await pages.open(kind, { preferences: look });
      await opened.page.setViewportSize(SIZES[kind]);
      assert.deepEqual(await violations(opened.page), []);
    });
  }
}
