/** Personas in a real Chromium, with a scripted assistant behind it. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { type BuiltPages, buildPages, withoutChromium } from '../support/built-pages.ts';
import { untilAsked } from '../support/fake-assistant-host.ts';

const skip = withoutChromium;
let pages: BuiltPages;
before(async () => {
  if (skip === false) pages = await buildPages();
});
after(() => pages?.[Symbol.asyncDispose]());

test('a persona is chosen, kept, given away, taken over and removed', { skip }, async () => {
  await using opened = await pages.open('settings');
  const { page, host } = opened;
  await page.getByRole('button', { name: 'Use Butler' }).click();
  await untilAsked(host, 'personas.use', { personaId: 'own/butler' });
  assert.equal(await page.getByRole('button', { name: 'Use Sotto' }).count(), 0);
  await page.getByLabel('Name for how it is now').fill('My own');
  await page.keyboard.press('Enter');
  await untilAsked(host, 'personas.keep', { name: 'My own' });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as a file: Butler' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'butler.sotto-persona.json');
  assert.equal(await readFile(await download.path(), 'utf8'), '{}');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Take over a file…' }).click(),
  ]);
  await chooser.setFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"a":1}') });
  await untilAsked(host, 'personas.import', { content: '{"a":1}' });
  await page.getByRole('button', { name: 'Remove Butler' }).click();
  await untilAsked(host, 'personas.remove', { personaId: 'own/butler' });
  assert.equal(await page.getByRole('button', { name: 'Remove Sotto' }).count(), 0);
  assert.deepEqual(opened.complaints, []);
});
