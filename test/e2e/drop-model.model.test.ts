/** Model files dropped on the window of the real application. */

import assert from 'node:assert/strict';
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type DesktopApp, openDesktopApp } from '../support/desktop-app.ts';
import { installedModelFile } from '../support/models.ts';

/** Checking and copying a hundred megabytes on a busy machine. */
const LIMIT_MS = 120_000;

let desktop: DesktopApp;
let files: string;
before(async () => {
  desktop = await openDesktopApp();
  desktop.page.setDefaultTimeout(LIMIT_MS);
  files = join(desktop.home, 'files');
  await mkdir(files);
  await chmod(files, 0o755);
  await desktop.page.getByRole('link', { name: /^(Models|Modelle)$/ }).click();
  await desktop.page.getByRole('heading', { level: 1, name: /^(Models|Modelle)$/ }).waitFor();
});
after(() => desktop?.[Symbol.asyncDispose]());

async function givenFile(name: string, content: { readonly copyOf: string } | string): Promise<string> {
  const file = join(files, name);
  if (typeof content === 'string') await writeFile(file, content);
  else await copyFile(content.copyOf, file);
  await chmod(file, 0o644);
  return file;
}

/** As the system does it: the file is dragged over the middle of the window, and let go. */
async function drop(...paths: string[]): Promise<void> {
  await desktop.app.evaluate(async ({ BrowserWindow }, dropped) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) throw new Error('There is no window.');
    const devtools = window.webContents.debugger;
    if (!devtools.isAttached()) devtools.attach();
    const [width = 0, height = 0] = window.getContentSize();
    const data = { items: [], files: dropped, dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop']) {
      await devtools.sendCommand('Input.dispatchDragEvent', { type, x: width / 2, y: height / 2, data });
    }
    devtools.detach();
  }, paths);
}

async function listed(name: string): Promise<void> {
  await desktop.page.getByRole('heading', { level: 3, name }).waitFor();
}

test('a language model that is dropped is checked, copied and in the list', async () => {
  await drop(await givenFile('my-own-model.gguf', { copyOf: await installedModelFile('smollm2-135m') }));
  await desktop.page.getByText(/my-own-model\.gguf (is there|ist da)/).waitFor();
  await listed('my-own-model');
});

test('a Whisper model that is dropped on another screen is taken over as well', async () => {
  await desktop.page.getByRole('link', { name: /^(Settings|Einstellungen)$/ }).click();
  await drop(await givenFile('my-own-whisper.bin', { copyOf: await installedModelFile('whisper-tiny.en') }));
  await desktop.page.getByText(/my-own-whisper\.bin (is there|ist da)/).waitFor();
  await desktop.page.getByRole('link', { name: /^(Models|Modelle)$/ }).click();
  await listed('my-own-whisper');
});

test('what is no model is refused with the reason, and the page stays where it is', async () => {
  const before = desktop.page.url();
  await drop(await givenFile('notes.txt', 'These are only words.'));
  await desktop.page.getByText('notes.txt is not a model Sotto can load').waitFor();
  assert.equal(desktop.page.url(), before);
});

test('the model that was dropped is used with one press', async () => {
  const row = desktop.page.getByRole('listitem').filter({ hasText: 'my-own-model' });
  await row
    .getByRole('button', { name: /my-own-model (verwenden)?$|^Use my-own-model/ })
    .first()
    .click();
  await row.getByText(/^(In use|In Gebrauch)$/).waitFor();
});
