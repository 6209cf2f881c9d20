/** Documents from the command line: taken in, asked about, changed on the disk, and removed. */

import assert from 'node:assert/strict';
import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { testDataDir } from '../support/models.ts';
import { eventsOf, runSotto } from '../support/sotto-command.ts';
import { type TestFolder, testFolder } from '../support/test-folder.ts';

const HEATING = 'The landlord keeps the heating running from October to April, at no less than twenty degrees by day.';
const LEASE = `# Lease of the flat\n\n## Heating\n\n${HEATING}\n\n## Pets\n\nPets are welcome, bagpipes are not.\n`;

let folder: TestFolder;
let papers: string;
let env: Readonly<Record<string, string>>;

before(async () => {
  folder = await testFolder();
  papers = folder.file('papers');
  const home = folder.file('home');
  await mkdir(home);
  await mkdir(papers);
  await symlink(join(testDataDir(), 'models'), join(home, 'models'));
  await writeFile(join(papers, 'lease.md'), LEASE);
  await writeFile(join(papers, 'boiler.txt'), 'To bleed the boiler, turn the brass valve at its back to the left.');
  await writeFile(join(papers, 'prices.csv'), 'item,price\nteapot,18\nkettle,42\n');
  await writeFile(join(papers, 'broken.pdf'), '%PDF-1.7 and then nothing of use');
  env = { SOTTO_HOME: home, SOTTO_KEYRING: 'off' };
});
after(() => folder?.[Symbol.asyncDispose]());

async function sotto(...args: string[]) {
  const finished = await runSotto(args, env);
  assert.equal(finished.exitCode, 0, finished.stderr);
  return finished;
}

async function foundFor(question: string) {
  const events = eventsOf(await sotto('ask', '--text', question, '--silent', '--json'));
  return events.findLast((event) => event.type === 'passages.found')?.citations;
}

test('a folder is taken in; what cannot be read is named with its reason', async () => {
  await sotto('documents', 'add', papers);
  const { stdout } = await sotto('documents', 'list');
  for (const title of ['Lease', 'boiler', 'prices']) assert.match(stdout, new RegExp(title, 'i'));
  assert.match(stdout, /broken.*damaged/is);
});

test('an answer is given from them, and its quote is what the file says at that place', async () => {
  const [best] = (await foundFor('What does the lease say about the heating?')) ?? [];
  assert.ok(best !== undefined);
  assert.match(best.quote, /no less than twenty degrees/);
  assert.match(best.spoken, /^from the lease/i);
  const plain = (text: string) => text.replace(/#+ /g, '').replace(/\s+/g, ' ');
  assert.ok(plain(LEASE).includes(plain(best.quote)), best.quote);
});

test('small talk asks no documents', async () => {
  assert.equal(await foundFor('Good morning, how are you today?'), undefined);
});

test('what changed, moved or went away on the disk is followed', async () => {
  await rename(join(papers, 'boiler.txt'), join(papers, 'old boiler.txt'));
  await writeFile(join(papers, 'lease.md'), LEASE.replace('twenty degrees', 'nineteen degrees'));
  await sotto('documents', 'refresh');
  const [best] = (await foundFor('What does the lease say about the heating?')) ?? [];
  assert.match(best?.quote ?? '', /nineteen degrees/);
  const [boiler] = (await foundFor('How do I bleed the boiler?')) ?? [];
  assert.match(boiler?.quote ?? '', /brass valve/);
});

test('what was removed is found no more', async () => {
  await sotto('documents', 'remove', papers);
  assert.equal(await foundFor('What does the lease say about the heating?'), undefined);
  const { exitCode, stderr } = await runSotto(['documents', 'remove', papers], env);
  assert.notEqual(exitCode, 0);
  assert.match(stderr, /not among the documents/);
});
