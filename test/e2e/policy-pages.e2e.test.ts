/** What a managed policy looks like in a real Chromium, with a scripted assistant behind the page. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type BuiltPages, buildPages, withoutChromium } from '../support/built-pages.ts';
import { fakeState } from '../support/fake-assistant-host.ts';

const skip = withoutChromium;
const SOURCE = '/etc/sotto/policy.json';
let pages: BuiltPages;
before(async () => {
  if (skip === false) pages = await buildPages();
});
after(() => pages?.[Symbol.asyncDispose]());

test('what is locked names the organisation, its words and the file', { skip }, async () => {
  const policy = { source: SOURCE, message: 'Ask the desk.', locked: ['privacy.keepAudio'], defaulted: [] };
  await using opened = await pages.open('settings', { state: { ...fakeState(), policy } });
  const row = opened.page.getByRole('group', { name: 'Keep the sound of conversations' });
  await row.getByText(`Set by your organisation · Ask the desk. · ${SOURCE}`).waitFor();
  assert.ok(await row.getByRole('switch').isDisabled());
});

test('a policy that cannot be followed is shown with its place', { skip }, async () => {
  const message = `The managed policy in ${SOURCE} cannot be followed: line 2 is not JSON.`;
  const fault = { code: 'policy-invalid', message, retryable: false } as const;
  await using opened = await pages.open('conversation', { state: { ...fakeState(), phase: 'failed', fault } });
  await opened.page.getByText(message).first().waitFor({ timeout: 8000 });
});
