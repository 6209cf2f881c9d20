import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { scratchFolder } from '../../../test/support/scratch-folder.ts';
import { FakeKeyring } from './fake-keyring.ts';
import { entropyOf, phraseOf } from './recovery-phrase.ts';
import { openVault, type Vault } from './vault.ts';

const PASSPHRASE = 'correct horse battery';
const scryptCost = 16_384;

async function place(t: TestContext) {
  const folder = await scratchFolder(t);
  const keyring = new FakeKeyring();
  const clock = { nowMs: 1_000_000 };
  const open = (): Promise<Vault> => openVault({ folder, keyring, nowMs: () => clock.nowMs, scryptCost });
  const texts = async (): Promise<string> =>
    (await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')))).join('\n');
  return { folder, keyring, clock, open, texts };
}

const wrong = { code: 'storage-key-wrong' };
const refused = { code: 'bad-params' };

test('a profile without a vault is not encrypted, and nothing is written', async (t) => {
  const { open, folder } = await place(t);
  const vault = await open();
  assert.deepEqual(vault.summary, {
    state: 'off',
    isEncrypting: false,
    opensBy: undefined,
    keyringName: undefined,
    availableKeyring: 'fake keyring',
    recovery: 'none',
    waitMs: 0,
  });
  assert.equal(await vault.openByKeyring(), false);
  await assert.rejects(vault.openBy('keyring'), refused);
  assert.deepEqual(await readdir(folder), []);
});

test('a passphrase opens it, however its letters are composed, and another does not', async (t) => {
  const { open, texts } = await place(t);
  const vault = await open();
  await assert.rejects(vault.create({ passphrase: 'short' }, 'nothing-kept'), refused);
  await vault.create({ passphrase: 'pässwörter' }, 'nothing-kept');
  const { key } = vault;
  assert.match(key ?? '', /^[0-9a-f]{64}$/);
  assert.ok(!(await texts()).includes(key ?? ''));
  const again = await open();
  assert.deepEqual([again.summary.state, again.summary.opensBy, again.key], ['locked', 'passphrase', undefined]);
  await assert.rejects(again.unlock({ passphrase: 'passworter' }), (error: Error) => {
    assert.ok(!error.message.includes('passworter'));
    return (error as { code?: string }).code === 'storage-key-wrong';
  });
  assert.equal(again.key, undefined);
  await again.unlock({ passphrase: 'pässwörter'.normalize('NFD') });
  assert.equal(again.key, key);
});

test('a keyring opens it; one that is locked, gone or forgetful leaves it locked and untouched', async (t) => {
  const { open, keyring, texts } = await place(t);
  const vault = await open();
  await vault.create('keyring', 'nothing-kept');
  const words = await vault.drawRecoveryPhrase();
  const before = await texts();
  for (const state of ['locked', 'absent'] as const) {
    keyring.state = state;
    assert.equal(await (await open()).openByKeyring(), false);
  }
  keyring.state = 'open';
  const opened = await open();
  assert.equal(await opened.openByKeyring(), true);
  assert.equal(opened.key, vault.key);
  for (const account of keyring.secrets.keys()) keyring.secrets.set(account, 'ab'.repeat(32));
  assert.equal(await (await open()).openByKeyring(), false);
  keyring.secrets.clear();
  const forgotten = await open();
  assert.equal(await forgotten.openByKeyring(), false);
  assert.equal(await texts(), before);
  await forgotten.unlock({ recoveryPhrase: words.join(' ') });
  assert.equal(forgotten.key, vault.key);
});

test('a key that the keyring does not take is refused, and nothing is written', async (t) => {
  const { open, keyring, folder } = await place(t);
  keyring.state = 'locked';
  await assert.rejects((await open()).create('keyring', 'nothing-kept'), refused);
  assert.deepEqual(await readdir(folder), []);
});

test('passphrases change and move to the keyring and back, with the key as it was', async (t) => {
  const { open, keyring } = await place(t);
  const vault = await open();
  await vault.create({ passphrase: PASSPHRASE }, 'nothing-kept');
  const { key } = vault;
  await vault.openBy({ passphrase: 'another passphrase' });
  const second = await open();
  await assert.rejects(second.unlock({ passphrase: PASSPHRASE }), wrong);
  await second.unlock({ passphrase: 'another passphrase' });
  await second.openBy('keyring');
  assert.equal(keyring.secrets.size, 1);
  const third = await open();
  await assert.rejects(third.unlock({ passphrase: 'another passphrase' }), wrong);
  assert.ok(await third.openByKeyring());
  await third.openBy('keyring');
  assert.equal(keyring.secrets.size, 1);
  await third.openBy({ passphrase: PASSPHRASE });
  assert.equal(keyring.secrets.size, 0);
  const last = await open();
  await last.unlock({ passphrase: PASSPHRASE });
  assert.deepEqual([second.key, third.key, last.key], [key, key, key]);
});

test('a recovery phrase opens it from when it is shown; the one before goes when the new one is confirmed', async (t) => {
  const { open } = await place(t);
  const vault = await open();
  await vault.create({ passphrase: PASSPHRASE }, 'nothing-kept');
  const first = (await vault.drawRecoveryPhrase()).join(' ');
  assert.equal(vault.summary.recovery, 'unconfirmed');
  await vault.confirmRecoveryPhrase(first.toUpperCase());
  assert.equal(vault.summary.recovery, 'confirmed');
  const second = (await vault.drawRecoveryPhrase()).join(' ');
  await assert.rejects(vault.confirmRecoveryPhrase(first), refused);
  for (const recoveryPhrase of [first, second]) {
    const other = await open();
    await other.unlock({ recoveryPhrase });
    assert.equal(other.key, vault.key);
  }
  await vault.confirmRecoveryPhrase(second);
  await assert.rejects((await open()).unlock({ recoveryPhrase: first }), wrong);
});

test('each wrong attempt after the third doubles the wait, and a right one ends it', async (t) => {
  const { open, clock } = await place(t);
  await (await open()).create({ passphrase: PASSPHRASE }, 'nothing-kept');
  const vault = await open();
  const waits: number[] = [];
  for (let attempt = 0; attempt < 9; attempt += 1) {
    clock.nowMs += vault.summary.waitMs;
    await assert.rejects(vault.unlock({ passphrase: 'no, not this' }), /not the passphrase/);
    waits.push(vault.summary.waitMs);
  }
  assert.deepEqual(waits, [0, 0, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  await assert.rejects(vault.unlock({ passphrase: PASSPHRASE }), /60 seconds/);
  clock.nowMs += 60_000;
  await vault.unlock({ passphrase: PASSPHRASE });
  assert.equal(vault.summary.waitMs, 0);
});

test('a slot does not open in the place of another, nor in another vault', async (t) => {
  const [one, other] = [await place(t), await place(t)];
  for (const { open } of [one, other]) await (await open()).create({ passphrase: PASSPHRASE }, 'nothing-kept');
  const [mine, foreign] = await Promise.all(
    [one, other].map(async ({ folder }) => JSON.parse(await readFile(join(folder, 'vault.json'), 'utf8'))),
  );
  for (const name of ['vault.json', 'vault.copy.json']) {
    await writeFile(join(one.folder, name), JSON.stringify({ ...mine, passphrase: foreign.passphrase }));
  }
  await assert.rejects((await one.open()).unlock({ passphrase: PASSPHRASE }), wrong);
});

test('one of its two files is enough, and makes the other whole; with both damaged nothing is written', async (t) => {
  const { open, folder, texts } = await place(t);
  await (await open()).create({ passphrase: PASSPHRASE }, 'nothing-kept');
  const whole = await texts();
  for (const name of ['vault.json', 'vault.copy.json']) {
    await writeFile(join(folder, name), 'damaged');
    await (await open()).unlock({ passphrase: PASSPHRASE });
    assert.equal(await texts(), whole);
    await rm(join(folder, name));
    await (await open()).unlock({ passphrase: PASSPHRASE });
    assert.equal(await texts(), whole);
  }
  for (const name of ['vault.json', 'vault.copy.json']) await writeFile(join(folder, name), 'damaged');
  await assert.rejects(open(), wrong);
  assert.equal(await texts(), 'damaged\ndamaged');
});

test('the words of a phrase are those of BIP-39', () => {
  // Vectors of the standard: entropy of one byte only, and its words.
  assert.equal(phraseOf(new Uint8Array(32)).join(' '), `${'abandon '.repeat(23)}art`);
  assert.equal(phraseOf(new Uint8Array(32).fill(0xff)).join(' '), `${'zoo '.repeat(23)}vote`);
  assert.equal(phraseOf(new Uint8Array(32).fill(0x7f)).join(' ').split(' ').slice(-3).join(' '), 'sausage worth title');
});

test('a phrase gives back its bits, and any one word changed is noticed or is another phrase', () => {
  const entropy = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(entropy, fc.nat(23), (bytes, at) => {
      const words = phraseOf(bytes);
      const typed = words.map((word, i) => `${i + 1}. ${i === at ? word.slice(0, 4) : word}`).join(',\n');
      assert.deepEqual(entropyOf(typed), bytes);
      assert.throws(() => entropyOf(words.with(at, 'sotto').join(' ')), new RegExp(`word ${at + 1} `));
      assert.throws(() => entropyOf(words.slice(1).join(' ')), /23 words/);
    }),
  );
});
