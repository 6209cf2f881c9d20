/** A profile becomes encrypted and is unlocked again, against the real assistant in a real Chromium; no models needed. */

import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { ConversationId } from '../../contract/ids.ts';
import { openProfile, openProfileVault } from '../../engine/profile.ts';
import { FakeKeyring } from '../../engine/storage/vault/fake-keyring.ts';
import { chromiumPath } from '../support/built-pages.ts';
import { type Running, startSotto } from '../support/sotto-command.ts';
import { type TestFolder, testFolder } from '../support/test-folder.ts';
import { VAULT_WORDS } from '../support/vault-words.ts';

const skip = chromiumPath === undefined ? 'Chromium is not installed' : false;
const LIMIT_MS = 60_000;
const PASSPHRASE = 'correct horse battery';
const words = VAULT_WORDS.en;

let folder: TestFolder;
let browser: Browser;
const started: Running[] = [];
before(async () => {
  if (skip !== false) return;
  folder = await testFolder();
  await keepOne(folder.path, 'About the xylophone');
  browser = await chromium.launch({
    executablePath: chromiumPath ?? '',
    args: ['--no-sandbox', '--disable-background-networking'],
  });
});
after(async () => {
  await browser?.close();
  for (const { child, finished } of started) {
    child.kill('SIGKILL');
    await finished;
  }
  await folder?.[Symbol.asyncDispose]();
});

async function keepOne(dataDir: string, title: string): Promise<void> {
  const vault = await openProfileVault(dataDir, Object.assign(new FakeKeyring(), { state: 'absent' as const }));
  const profile = await openProfile({ dataDir, vault, onFault: assert.fail });
  await profile.store.createConversation({ id: 'a' as ConversationId, title, createdAtMs: Date.now() });
  await profile[Symbol.asyncDispose]();
}

async function isReadable(dataDir: string, text: string): Promise<boolean> {
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, 'latin1')))).some((content) => content.includes(text));
}

async function serve(env: Readonly<Record<string, string>> = {}): Promise<{ page: Page; end(): Promise<string> }> {
  const sotto: Running = startSotto(['serve', '--local', '--json'], {
    ...{ SOTTO_HOME: folder.path, SOTTO_KEYRING: 'off' },
    ...env,
  });
  started.push(sotto);
  let told = '';
  sotto.child.stdout?.on('data', (data: Buffer) => (told += data.toString()));
  await sotto.printed('}\n');
  const { address } = JSON.parse(told) as { address: string };
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  const page = await context.newPage();
  page.setDefaultTimeout(LIMIT_MS);
  await page.goto(address);
  return {
    page,
    async end() {
      await context.close();
      sotto.child.kill('SIGINT');
      const { stdout, stderr } = await sotto.finished;
      return stdout + stderr;
    },
  };
}

/** Another screen of a page that is open. */
const show = (page: Page, screen: string): Promise<unknown> => page.evaluate(`void (location.hash = '#/${screen}')`);

test('a passphrase is set, and afterwards nothing opens without it', { skip }, async () => {
  const first = await serve();
  await show(first.page, 'settings');
  const row = first.page.getByRole('group', { name: 'Encryption' });
  await row.getByText(/^Off\. Whoever/).waitFor();
  assert.ok(await isReadable(folder.path, 'xylophone'));
  await row.getByRole('button', { name: 'Use a passphrase' }).click();
  await row.getByLabel(words.newPassphrase).fill(PASSPHRASE);
  await row.getByLabel(words.again).fill(PASSPHRASE);
  await first.page.keyboard.press('Enter');
  await row.getByText(/^On\. Sotto asks/).waitFor();
  assert.equal(await isReadable(folder.path, 'xylophone'), false);
  await first.page.getByText('1 conversation', { exact: false }).waitFor();
  const said = await first.end();

  const second = await serve();
  await second.page.getByRole('heading', { name: words.lockedTitle }).waitFor();
  await second.page.getByLabel(words.passphrase).fill('not this one');
  await second.page.keyboard.press('Enter');
  await second.page.getByText(words.wrongPassphrase).waitFor();
  await second.page.getByLabel(words.passphrase).fill(PASSPHRASE);
  await second.page.keyboard.press('Enter');
  await second.page.getByRole('navigation').first().waitFor();
  await show(second.page, 'settings');
  await second.page.getByText('1 conversation', { exact: false }).waitFor();
  const download = second.page.waitForEvent('download');
  await second.page.getByRole('button', { name: 'Export everything' }).click();
  assert.match(await readFile(await (await download).path(), 'utf8'), /About the xylophone/);
  const all = said + (await second.end());

  // Who starts it without a person beside it gives a file.
  const passphraseFile = folder.file('passphrase');
  await writeFile(passphraseFile, `${PASSPHRASE}\n`, { mode: 0o600 });
  const third = await serve({ SOTTO_PASSPHRASE_FILE: passphraseFile });
  await show(third.page, 'settings');
  await third.page.getByText('1 conversation', { exact: false }).waitFor();
  await third.end();
  await rm(passphraseFile);
  assert.ok(!all.includes(PASSPHRASE));
  assert.equal(await isReadable(folder.path, PASSPHRASE), false);
});
