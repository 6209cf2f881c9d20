import assert from 'node:assert/strict';
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { type TestFolder, testFolder } from '../../test/support/test-folder.ts';
import { openProfile, type Profile } from '../profile.ts';
import type { Extractor } from './extract/extractor.ts';
import { paragraphs } from './extract/plain-text.ts';
import { Ingest } from './ingest.ts';
import type { Source } from './passage-store.ts';
import type { TextToIndex, VectorIndex } from './vector-index.ts';

let folder: TestFolder;
let papers: string;
let profile: Profile;
let vectors: Map<number, string>;
let read: string[];
let onEmbed: () => void;
let ingest: Ingest;
let source: Source;

const extractor: Extractor = {
  async extract(path) {
    read.push(path);
    const blocks = paragraphs(await readFile(path, 'utf8'));
    return { outcome: 'read', document: { format: 'text', blocks } };
  },
};

const index: VectorIndex = {
  ids: async () => [...vectors.keys()].sort((a, b) => a - b),
  async add(texts: readonly TextToIndex[]) {
    onEmbed();
    for (const { id, text } of texts) vectors.set(id, text);
  },
  async remove(ids) {
    for (const id of ids) vectors.delete(id);
  },
  search: async () => [],
  tidy: async () => undefined,
  [Symbol.asyncDispose]: async () => undefined,
};

const newIngest = (): Ingest =>
  new Ingest({
    ...{ store: profile.passages, extractor, index, nowMs: () => 0 },
    ...{ onProgress: () => undefined, onFault: assert.ifError },
  });

async function look(): Promise<void> {
  ingest.refresh();
  await ingest.settled();
}

/** What is known, by title. */
const known = (): string[] =>
  profile.passages
    .documents()
    .map(({ title }) => title)
    .sort();
const inStep = (): void =>
  assert.deepEqual(
    [...vectors.keys()].sort((a, b) => a - b),
    profile.passages.passageIds(),
  );
const write = (name: string, text: string): Promise<void> => writeFile(join(papers, name), text);

beforeEach(async () => {
  folder = await testFolder();
  papers = folder.file('papers');
  await mkdir(papers);
  profile = await openProfile({ dataDir: folder.file('home'), onFault: assert.ifError });
  [vectors, read, onEmbed] = [new Map(), [], () => undefined];
  ingest = newIngest();
  source = profile.passages.addSource(profile.passages.collection('Documents'), papers, 'folder');
  await write('lease.txt', 'The heating is on from October.');
  await write('boiler.txt', 'The brass valve bleeds it.');
  await look();
});

afterEach(async () => {
  await ingest[Symbol.asyncDispose]();
  await profile[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

describe('documents are kept in step with the disk', () => {
  test('taken in once, and not read again while they stay as they are', async () => {
    assert.deepEqual(known(), ['boiler', 'lease']);
    inStep();
    await look();
    assert.equal(read.length, 2);
  });

  test('what was renamed or moved stays the same document, unread', async () => {
    const before = profile.passages.documents().find(({ title }) => title === 'boiler');
    await mkdir(join(papers, 'old'));
    await rename(join(papers, 'boiler.txt'), join(papers, 'old', 'kettle.txt'));
    await look();
    assert.deepEqual(known(), ['kettle', 'lease']);
    assert.equal(profile.passages.documents().find(({ title }) => title === 'kettle')?.id, before?.id);
    assert.equal(read.length, 2);
    inStep();
  });

  test('what changed is read anew, and the old words are gone', async () => {
    await write('lease.txt', 'The heating is never on, sadly for everybody.');
    await look();
    assert.equal(profile.passages.searchWords('October', 5, {}).length, 0);
    assert.equal(profile.passages.searchWords('sadly', 5, {}).length, 1);
    assert.ok(![...vectors.values()].some((text) => text.includes('October')));
    inStep();
  });

  test('what was deleted is gone from the store and the index', async () => {
    await rm(join(papers, 'lease.txt'));
    await look();
    assert.deepEqual(known(), ['boiler']);
    inStep();
  });

  test('a drive that is away takes nothing with it', async () => {
    await rename(papers, folder.file('elsewhere'));
    await look();
    assert.deepEqual(known(), ['boiler', 'lease']);
    assert.ok(ingest.isAway(source.id));
    await rename(folder.file('elsewhere'), papers);
    await look();
    assert.ok(!ingest.isAway(source.id));
    assert.equal(read.length, 2);
  });

  test('links are not followed, in a circle or out of the folder', async () => {
    await symlink(papers, join(papers, 'again'));
    await writeFile(folder.file('secret.txt'), 'Nothing for this.');
    await symlink(folder.file('secret.txt'), join(papers, 'secret.txt'));
    await look();
    assert.deepEqual(known(), ['boiler', 'lease']);
  });

  test('what a killed process left out of step is brought in step', async () => {
    await ingest[Symbol.asyncDispose]();
    const [lost = -1] = vectors.keys();
    vectors.delete(lost);
    vectors.set(4711, 'of a document that is gone');
    ingest = newIngest();
    await look();
    inStep();
    assert.equal(read.length, 2);
  });
});

describe('it gives way', () => {
  test('to whoever speaks, between two pieces of work', async () => {
    let embedded = 0;
    onEmbed = () => {
      embedded += 1;
      if (embedded === 1) ingest.setBusy(true);
    };
    const long = Array.from({ length: 12 }, (_, i) => `${i} ${'words and words '.repeat(40)}`).join('\n\n');
    await write('long.txt', long);
    const yielded = new Promise<void>((resolve) => {
      const before = onEmbed;
      onEmbed = () => {
        before();
        resolve();
      };
    });
    ingest.refresh();
    await yielded;
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    assert.equal(embedded, 1);
    assert.equal(ingest.progress.state, 'yielding');
    ingest.setBusy(false);
    await ingest.settled();
    assert.ok(embedded > 1);
    inStep();
  });

  test('a pause holds it until it is told to go on', async () => {
    ingest.pause();
    await write('new.txt', 'Something new.');
    ingest.refresh();
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    assert.equal(ingest.progress.state, 'paused');
    assert.deepEqual(known(), ['boiler', 'lease']);
    ingest.resume();
    await ingest.settled();
    assert.deepEqual(known(), ['boiler', 'lease', 'new']);
    inStep();
  });
});
