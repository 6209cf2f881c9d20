/** Set-up's own parts that need no machine: the lock, and the bundle as it is read before any package is there. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { exportBundle } from '../../engine/models/bundle.ts';
import { ModelStore } from '../../engine/models/store.ts';
import { extractExtra, extrasOf } from '../../scripts/setup/bundle-reader.mjs';
import { withSetUpLock } from '../../scripts/setup/set-up-lock.mjs';
import { run } from '../../scripts/toolchain/run.mjs';

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-set-up-'));
});
after(() => rm(folder, { recursive: true, force: true }));

describe('a bundle, read without packages', () => {
  const first = Buffer.from('first '.repeat(1000));
  const second = Buffer.from('second '.repeat(500_000));
  let bundle = '';
  beforeEach(async () => {
    bundle = path.join(folder, 'a.bundle');
    const extras = [
      { name: 'set-up/first.bin', path: path.join(folder, 'first.bin') },
      { name: 'set-up/second.bin', path: path.join(folder, 'second.bin') },
    ];
    await writeFile(path.join(folder, 'first.bin'), first);
    await writeFile(path.join(folder, 'second.bin'), second);
    const store = new ModelStore(path.join(folder, 'data'));
    await exportBundle(store, bundle, { ids: [], extras, signal: new AbortController().signal });
  });

  test('gives back what the engine put in', async () => {
    const extras = await extrasOf(bundle);
    assert.deepEqual(
      extras.map(({ name, size }) => ({ name, size })),
      [
        { name: 'set-up/first.bin', size: first.length },
        { name: 'set-up/second.bin', size: second.length },
      ],
    );
    const target = path.join(folder, 'back.bin');
    for (const [index, content] of [first, second].entries()) {
      await extractExtra(bundle, extras[index] ?? assert.fail(), target);
      assert.ok((await readFile(target)).equals(content));
      await rm(target);
    }
  });

  test('refuses a flipped byte and leaves nothing behind', async () => {
    const [, extra] = await extrasOf(bundle);
    const handle = await open(bundle, 'r+');
    await handle.write(Buffer.from('X'), 0, 1, (extra ?? assert.fail()).at + 12_345);
    await handle.close();
    const target = path.join(folder, 'damaged.bin');
    await assert.rejects(extractExtra(bundle, extra ?? assert.fail(), target), /damaged/);
    assert.equal(existsSync(target), false);
  });

  test('refuses what was cut off', async () => {
    const [, extra] = await extrasOf(bundle);
    await truncate(bundle, (extra ?? assert.fail()).at + 10);
    await assert.rejects(extractExtra(bundle, extra ?? assert.fail(), path.join(folder, 'cut.bin')), /damaged/);
    await truncate(bundle, 9);
    await assert.rejects(extrasOf(bundle), /not a Sotto bundle/);
  });

  test('refuses a damaged header and any other file', async () => {
    const handle = await open(bundle, 'r+');
    await handle.write(Buffer.from('X'), 0, 1, 40);
    await handle.close();
    await assert.rejects(extrasOf(bundle), /header of .* is damaged/);
    await assert.rejects(extrasOf(path.join(folder, 'first.bin')), /not a Sotto bundle/);
    await assert.rejects(extrasOf(path.join(folder, 'absent')), /no readable file/);
  });
});

describe('the lock', () => {
  test('lets one set-up in at a time', async () => {
    const [lock, journal] = [path.join(folder, 'one.lock'), path.join(folder, 'journal')];
    const lockModule = new URL('../../scripts/setup/set-up-lock.mjs', import.meta.url).href;
    const visit = `
      const { withSetUpLock } = await import(${JSON.stringify(lockModule)});
      const { appendFileSync } = await import('node:fs');
      await withSetUpLock(${JSON.stringify(lock)}, async () => {
        appendFileSync(${JSON.stringify(journal)}, 'in ');
        await new Promise((resolve) => setTimeout(resolve, 100));
        appendFileSync(${JSON.stringify(journal)}, 'out ');
      });`;
    const visitors = Array.from({ length: 3 }, () => run(process.execPath, ['--input-type=module', '-e', visit]));
    assert.deepEqual(
      (await Promise.all(visitors)).map(({ code }) => code),
      [0, 0, 0],
    );
    assert.equal(await readFile(journal, 'utf8'), 'in out in out in out ');
    assert.equal(existsSync(lock), false);
  });

  test('is given back when the work fails', async () => {
    const lock = path.join(folder, 'failing.lock');
    await assert.rejects(
      withSetUpLock(lock, async () => {
        throw new Error('sour');
      }),
      /sour/,
    );
    assert.equal(existsSync(lock), false);
  });

  for (const [name, content] of [
    ['a process that is gone', '2147483646'],
    ['nobody, because of a crash', ''],
  ] as const) {
    test(`is taken over from ${name}`, async () => {
      const lock = path.join(folder, 'stale.lock');
      await writeFile(lock, content);
      assert.equal(await withSetUpLock(lock, async () => 'in'), 'in');
    });
  }
});

describe('Ctrl-C', () => {
  test('ends what was started, also what does not want to, and starts nothing more', async () => {
    const [pidFile, later] = [path.join(folder, 'stubborn.pid'), path.join(folder, 'later')];
    const runModule = new URL('../../scripts/toolchain/run.mjs', import.meta.url).href;
    const stubborn = `process.on('SIGTERM', () => {}); require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000);`;
    const parent = `
      const { endOnInterrupt, run } = await import(${JSON.stringify(runModule)});
      endOnInterrupt('Stopped.');
      await run(process.execPath, ['-e', ${JSON.stringify(stubborn)}]);
      await run(process.execPath, ['-e', ${JSON.stringify(`require('fs').writeFileSync(${JSON.stringify(later)}, '')`)}]);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', parent], { stdio: 'ignore' });
    while (!existsSync(pidFile) || (await readFile(pidFile, 'utf8')) === '') await setImmediate();
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    assert.deepEqual(await ended, [130, null]);
    const pid = Number(await readFile(pidFile, 'utf8'));
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
    assert.equal(existsSync(later), false);
  });
});
