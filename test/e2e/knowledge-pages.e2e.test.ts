/** Documents in a real Chromium, with a scripted assistant behind it: added, searched, cited, and opened where it says so. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { AssistantState } from '../../contract/assistant.ts';
import { type BuiltPages, buildPages, violations, withoutChromium } from '../support/built-pages.ts';
import { fakeState, untilAsked } from '../support/fake-assistant-host.ts';
import { FAKE_CITATION } from '../support/fake-knowledge.ts';

const skip = withoutChromium;
const cited: AssistantState = { ...fakeState(), citations: { 1: [FAKE_CITATION], 0: [] } };
const LOOKS = [
  { theme: 'light' },
  { theme: 'dark' },
  { theme: 'contrast' },
  { theme: 'light', text: 'largest' },
  { theme: 'light', language: 'de' },
];
let pages: BuiltPages;
before(async () => {
  if (skip === false) pages = await buildPages();
});
after(() => pages?.[Symbol.asyncDispose]());

test('a folder is added by its path, with the keyboard alone, and removed', { skip }, async () => {
  await using opened = await pages.open('knowledge');
  const { page, host } = opened;
  await page.getByLabel('Path of a file or folder').focus();
  await page.keyboard.type('/letters ');
  await page.keyboard.press('Enter');
  await untilAsked(host, 'knowledge.add', { paths: ['/letters'] });
  await page.getByText('1 file was not read').click();
  await page.getByText('pictures of pages: there is no text in it').waitFor();
  await page.getByRole('button', { name: 'Remove /letters' }).click();
  await untilAsked(host, 'knowledge.remove', { what: '/letters' });
  assert.deepEqual(opened.complaints, []);
});

test('what is found leads to its passage, marked in the document', { skip }, async () => {
  await using opened = await pages.open('knowledge');
  const { page } = opened;
  await page.getByRole('searchbox', { name: 'Find in documents' }).fill('bagpipes');
  await page.keyboard.press('Enter');
  await page.getByText('Your documents say nothing about that.').waitFor();
  await page.getByRole('searchbox', { name: 'Find in documents' }).fill('how warm is the heating');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Lease, page 2' }).click();
  await page.locator('mark').waitFor();
  assert.equal(await page.locator('mark').textContent(), FAKE_CITATION.quote);
  assert.match(
    (await page.locator('.document-text').textContent()) ?? '',
    /^Lease of the flat[\s\S]*bagpipes are not\.$/,
  );
  await page.getByText('page 2').waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: 'Knowledge', exact: true }).waitFor();
  assert.deepEqual(opened.complaints, []);
});

test('an answer shows what it was taken from, or that the documents say nothing', { skip }, async () => {
  await using opened = await pages.open('conversation', { state: cited });
  const { page, host } = opened;
  await page.getByText('Your documents say nothing about that.').waitFor();
  await page.getByRole('link', { name: 'Lease, page 2' }).click();
  assert.equal(await page.locator('mark').textContent(), FAKE_CITATION.quote);
  await page.getByRole('link', { name: 'Conversation' }).click();
  host.tell({ type: 'passages.found', turnId: 0, citations: [FAKE_CITATION], waitedMs: 0 });
  await page.getByRole('link', { name: 'Lease, page 2' }).nth(1).waitFor();
});

test('reading is shown as it goes on, and is paused', { skip }, async () => {
  await using opened = await pages.open('knowledge');
  const { page, host } = opened;
  const passages = { done: 10, total: 40 };
  host.tell({
    type: 'ingest.progressed',
    progress: { state: 'working', files: { done: 3, total: 12 }, passages, leftMs: 200_000 },
  });
  await page.getByText('Reading: 3 of 12 files · about 3 min left').waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await untilAsked(host, 'knowledge.pause', { isPaused: true });
  host.tell({ type: 'ingest.progressed', progress: { state: 'paused', files: { done: 3, total: 12 }, passages } });
  await page.getByRole('button', { name: 'Go on' }).click();
  await untilAsked(host, 'knowledge.pause', { isPaused: false });
});

test('a timer that rings is told on every screen, until it is dismissed', { skip }, async () => {
  await using opened = await pages.open('insights');
  const { page, host } = opened;
  host.tell({ type: 'timer.rang', text: 'Your tea timer is done.' });
  await page.getByText('Your tea timer is done.').waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  assert.equal(await page.getByText('Your tea timer is done.').count(), 0);
});

for (const look of LOOKS) {
  test(`axe finds nothing: ${Object.values(look).join(', ')}`, { skip }, async () => {
    await using opened = await pages.open('knowledge', { preferences: look });
    const { page } = opened;
    assert.deepEqual(await violations(page), []);
    const { documentId, startOffset, endOffset } = FAKE_CITATION;
    await page.evaluate(`location.hash = '#/knowledge/${documentId}/${startOffset}-${endOffset}'`);
    await page.locator('mark').waitFor();
    assert.deepEqual(await violations(page), []);
    assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'));
  });
}

test('another screen begins at its top', { skip }, async () => {
  await using opened = await pages.open('settings');
  const { page } = opened;
  const top = (): Promise<unknown> => page.evaluate("document.getElementById('main').scrollTop");
  await page.evaluate("document.getElementById('main').scrollTo(0, 800)");
  assert.notEqual(await top(), 0);
  await page.getByRole('link', { name: 'Models', exact: true }).click();
  await page.getByRole('heading', { name: 'Models', level: 1 }).waitFor();
  assert.equal(await top(), 0);
});
