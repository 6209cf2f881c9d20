/** The real application with the user's documents: a folder added, a question asked, the passage opened where it stands. */

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type DesktopApp, openDesktopApp } from '../support/desktop-app.ts';

const LIMIT_MS = 90_000;
const HEATING = 'The landlord keeps the heating running from October to April, at no less than twenty degrees by day.';

let desktop: DesktopApp;
let papers: string;
before(async () => {
  desktop = await openDesktopApp();
  desktop.page.setDefaultTimeout(LIMIT_MS);
  papers = join(desktop.home, 'papers');
  await mkdir(papers, { mode: 0o755 });
  await writeFile(
    join(papers, 'lease.md'),
    `# Lease of the flat\n\n## Heating\n\n${HEATING}\n\n## Pets\n\nNo bagpipes.\n`,
  );
  await writeFile(join(papers, 'broken.pdf'), '%PDF-1.7 and then nothing of use');
});
after(() => desktop?.[Symbol.asyncDispose]());

test('a folder is added, and what cannot be read in it is said', async () => {
  const { page } = desktop;
  await page.getByRole('link', { name: 'Knowledge' }).click();
  await page.getByLabel('Path of a file or folder').fill(papers);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '1 document' }).waitFor();
  await page.getByText('1 file was not read').click();
  await page.getByText('damaged').waitFor();
});

test('a folder that is not there is refused in words', async () => {
  const { page } = desktop;
  await page.getByLabel('Path of a file or folder').fill(join(papers, 'nowhere'));
  await page.keyboard.press('Enter');
  await page.getByText('is neither a file nor a folder').waitFor();
});

test('an answer names its passage, which opens marked in its document', async () => {
  const { page } = desktop;
  await page.getByRole('link', { name: 'Conversation' }).click();
  await page.getByText('getting ready').waitFor({ state: 'detached' });
  await page.getByRole('checkbox', { name: 'Answer in writing only' }).check();
  await page.getByLabel('Write to Sotto').fill('What does the lease say about the heating?');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Lease of the flat' }).click();
  await page.locator('mark').waitFor();
  assert.match((await page.locator('mark').textContent()) ?? '', /no less than twenty degrees by day/);
  assert.match((await page.locator('.document-text').textContent()) ?? '', /No bagpipes/);
});

test('what is removed is no longer found', async () => {
  const { page } = desktop;
  await page.getByRole('link', { name: 'All documents' }).click();
  await page.getByRole('button', { name: `Remove ${papers}` }).click();
  await page.getByText('Nothing was added yet').waitFor();
});
