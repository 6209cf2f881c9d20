/** In the real window, as an ordinary user: a passphrase from the first steps on, and an engine that died and is locked. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type DesktopApp, openDesktopApp } from '../support/desktop-app.ts';
import { VAULT_WORDS } from '../support/vault-words.ts';

const LIMIT_MS = 60_000;
const PASSPHRASE = 'correct horse battery';
const words = VAULT_WORDS.en;

let desktop: DesktopApp;
before(async () => {
  desktop = await openDesktopApp({ withModels: false });
  desktop.page.setDefaultTimeout(LIMIT_MS);
});
after(() => desktop?.[Symbol.asyncDispose]());

test('the first steps take a passphrase; when the engine is killed, the next one asks for it', async () => {
  const { app, page, home } = desktop;
  const offer = page.getByRole('region', { name: 'Encryption' });
  await offer.getByRole('button', { name: 'Use a passphrase' }).click();
  await offer.getByLabel(words.newPassphrase).fill(PASSPHRASE);
  await offer.getByLabel(words.again).fill(PASSPHRASE);
  await page.keyboard.press('Enter');
  await page.getByText(/On\. Sotto asks for your passphrase/).waitFor();
  const vault = JSON.parse(await readFile(join(home, 'profile', 'vault.json'), 'utf8'));
  assert.deepEqual([vault.state, vault.passphrase.kdf, vault.keyring], ['encrypted', 'scrypt', undefined]);

  const pid = await app.evaluate(
    ({ app: electron }) => electron.getAppMetrics().find(({ name }) => name === 'Sotto engine')?.pid,
  );
  assert.ok(pid);
  process.kill(pid, 'SIGKILL');
  await page.getByRole('heading', { name: words.lockedTitle }).waitFor();
  await page.getByLabel(words.passphrase).fill(PASSPHRASE);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').first().waitFor();
  assert.equal(await page.getByRole('heading', { name: words.lockedTitle }).count(), 0);
});
