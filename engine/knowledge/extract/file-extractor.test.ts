/** Every format, right and wrong, from files as they come. */

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { docxOf, epubOf, odtOf, pdfOf, zipOf } from '../../../test/support/small-documents.ts';
import { type TestFolder, testFolder } from '../../../test/support/test-folder.ts';
import { chunk } from '../chunk.ts';
import { fileExtractor } from './file-extractor.ts';

const HEADING = 'Heating';
const FIRST = 'The landlord keeps the heating running from October to April.';
const SECOND = 'Pets are welcome, bagpipes are not.';

let folder: TestFolder;
before(async () => {
  folder = await testFolder();
});
after(() => folder[Symbol.asyncDispose]());

async function extract(name: string, content: string | Uint8Array) {
  const path = join(folder.path, name);
  await writeFile(path, content);
  return fileExtractor.extract(path, new AbortController().signal);
}

const MAIL = [
  'From: Ana <ana@letters.invalid>',
  'To: Ben <ben@letters.invalid>',
  `Subject: ${HEADING}`,
  'Date: Fri, 02 Jan 2026 10:00:00 +0000',
  '',
  FIRST,
  '',
  SECOND,
  '',
].join('\r\n');

const RIGHT: readonly (readonly [name: string, format: string, content: string | Uint8Array])[] = [
  ['a.md', 'markdown', `# ${HEADING}\n\n${FIRST}\n\n${SECOND}\n`],
  ['a.txt', 'text', `${HEADING}\n\n${FIRST}\n\n${SECOND}\n`],
  [
    'a.html',
    'html',
    `<!doctype html><title>x</title><script>bad()</script><h1>${HEADING}</h1><p>${FIRST}</p><p>${SECOND}</p>`,
  ],
  ['a.eml', 'email', MAIL],
  ['a.csv', 'csv', `what,text\n${HEADING},"${FIRST}"\nPets,"${SECOND}"\n`],
  ['a.pdf', 'pdf', pdfOf([[HEADING, FIRST], [SECOND]])],
  ['a.docx', 'docx', docxOf(HEADING, [FIRST, SECOND])],
  ['a.odt', 'odt', odtOf(HEADING, [FIRST, SECOND])],
  ['a.epub', 'epub', epubOf(HEADING, [FIRST, SECOND])],
];

describe('a document is read, and its passages stand where they say', () => {
  for (const [name, format, content] of RIGHT) {
    test(name, async () => {
      const extraction = await extract(name, content);
      assert.equal(extraction.outcome, 'read', JSON.stringify(extraction));
      if (extraction.outcome !== 'read') return;
      assert.equal(extraction.document.format, format);
      const { blocks } = extraction.document;
      const text = blocks.map((block) => block.text).join('\n');
      for (const words of [HEADING, FIRST, SECOND]) assert.ok(text.includes(words), text);
      assert.doesNotMatch(text, /bad\(\)/);
      for (const passage of chunk(blocks)) {
        assert.equal(text.slice(passage.startOffset, passage.startOffset + passage.text.length), passage.text);
      }
    });
  }

  test('a PDF tells page and place', async () => {
    const extraction = await extract('places.pdf', pdfOf([[FIRST], [HEADING, SECOND]]));
    assert.ok(extraction.outcome === 'read');
    const second = extraction.document.blocks.find(({ text }) => text.includes(SECOND));
    assert.equal(second?.page, 2);
    const { left = 0, top = 0, right = 0, bottom = 0 } = second?.box ?? {};
    assert.ok(left > 0.1 && left < 0.15 && top < bottom && right <= 1 && bottom < 0.2, JSON.stringify(second?.box));
  });
});

describe('what cannot be read is named, and nothing breaks', () => {
  const bomb = zipOf({ mimetype: 'application/vnd.oasis.opendocument.text', 'content.xml': Buffer.alloc(300_000_000) });
  const deep = `${'<div>'.repeat(20_000)}deep${'</div>'.repeat(20_000)}`;
  const whole = docxOf(HEADING, [FIRST]);
  const WRONG: readonly (readonly [name: string, reason: string, content: string | Uint8Array])[] = [
    ['empty.txt', 'empty', ''],
    ['blank.md', 'empty', '\n\n   \n'],
    ['picture.pdf', 'scanned', pdfOf([[], []])],
    ['cut.docx', 'damaged', whole.subarray(0, whole.length / 2)],
    ['cut.pdf', 'damaged', '%PDF-1.7 and then nothing of use'],
    ['bomb.odt', 'too-deep', bomb],
    ['archive.docx', 'unknown-format', zipOf({ 'readme.txt': 'not a document' })],
    ['locked.docx', 'encrypted', Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.alloc(600)])],
    ['noise.txt', 'unknown-format', Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * 7919) % 256))],
  ];
  for (const [name, reason, content] of WRONG) {
    test(`${name}: ${reason}`, async () => {
      assert.deepEqual(await extract(name, content), { outcome: 'skipped', reason });
    });
  }

  test('a page nested 20,000 deep ends in words or in a reason', async () => {
    const extraction = await extract('deep.html', `<!doctype html><html><body>${deep}</body></html>`);
    if (extraction.outcome === 'skipped') assert.equal(extraction.reason, 'too-deep');
    else assert.match(extraction.document.blocks.map(({ text }) => text).join(' '), /deep/);
  });

  test('a file that is not there is gone', async () => {
    const signal = new AbortController().signal;
    const extraction = await fileExtractor.extract(join(folder.path, 'nowhere.txt'), signal);
    assert.deepEqual(extraction, { outcome: 'skipped', reason: 'gone' });
  });
});
