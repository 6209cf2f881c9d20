/** Whatever is asked for, no byte from outside the folder of the page is given. */

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { answerPageRequest } from './page-protocol.ts';

const SECRET = 'outside of the page';
let root: string;
let folder: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'sotto-protocol-'));
  folder = join(root, 'page');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await mkdir(join(root, 'page-of-another'));
  await writeFile(join(folder, 'index.html'), '<title>Sotto</title>');
  await writeFile(join(folder, 'assets', 'app.js'), 'const inside = 1;');
  for (const name of ['secret.js', 'page-of-another/secret.js', 'index.html']) {
    await writeFile(join(root, name), SECRET);
  }
  await symlink(join(root, 'secret.js'), join(folder, 'link.js'));
  await symlink(root, join(folder, 'up'));
});
after(() => rm(root, { recursive: true }));

async function ask(url: string): Promise<{ readonly status: number; readonly body: string; readonly policy: string }> {
  const response = await answerPageRequest(folder, url);
  return {
    status: response.status,
    body: await response.text(),
    policy: response.headers.get('content-security-policy') ?? '',
  };
}

test('every answer carries the policy, what is there and what is not', async () => {
  const answers = await Promise.all(
    ['/', '/index.html', '/assets/app.js', '/nothing'].map((path) => ask(`sotto://app${path}`)),
  );
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200, 404],
  );
  for (const { policy } of answers) {
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self'(;|$)/);
    assert.match(policy, /frame-ancestors 'none'/);
  }
});

test('known ways out of a folder lead nowhere', async () => {
  const ways = [
    '../secret.js',
    '..%2fsecret.js',
    '%2e%2e/secret.js',
    '%2e%2e%2fsecret.js',
    '..%5csecret.js',
    '..\\secret.js',
    '%252e%252e%252fsecret.js',
    './../secret.js',
    'assets/../../secret.js',
    'assets/..%2f..%2fsecret.js',
    '//secret.js',
    '%2f..%2fsecret.js',
    '..%00/secret.js',
    'secret.js%00.html',
    '..;/secret.js',
    '%c0%ae%c0%ae/secret.js',
    '%u002e%u002e/secret.js',
    '../page-of-another/secret.js',
    '..%2fpage-of-another%2fsecret.js',
    'link.js',
    'up/secret.js',
    'file:///etc/passwd',
    `${'../'.repeat(20)}etc/passwd`,
  ];
  for (const way of ways) {
    const { status, body } = await ask(`sotto://app/${way}`);
    assert.equal(status, 404, way);
    assert.ok(!body.includes(SECRET), way);
  }
  for (const url of ['sotto://other/index.html', 'file:///index.html', 'https://app/index.html', 'sotto:index.html']) {
    assert.equal((await ask(url)).status, 404, url);
  }
});

test('1000 paths of pieces that lead astray give nothing from outside', async () => {
  const pieces = ['..', '.', '/', '\\', '%2e', '%2f', '%5c', '%00', '%25', 'page', 'page-of-another', 'secret.js'];
  const more = ['link.js', 'up', 'assets', 'app.js', 'index.html', ';', '?', '#', '%', '~', ' ', ':', 'ä', '%c0%af'];
  const piece = fc.oneof(fc.constantFrom(...pieces, ...more), fc.string({ maxLength: 4 }));
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (parts) => {
      const { status, body } = await ask(`sotto://app/${parts.join('')}`);
      assert.ok(status === 404 || status === 200);
      assert.ok(!body.includes(SECRET));
    }),
    { numRuns: 1000 },
  );
});
