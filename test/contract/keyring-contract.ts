import assert from 'node:assert/strict';
import type { Keyring } from '../../engine/storage/vault/keyring.ts';

/** What every keyring that is open does. Run in a process of its own for the system's, which is found by its surroundings. */
export async function keepKeyringContract(keyring: Keyring): Promise<void> {
  assert.ok(keyring.name);
  assert.deepEqual(await keyring.read('one'), { kind: 'empty' });
  assert.equal(await keyring.write('one', 'ab'.repeat(32)), true);
  assert.equal(await keyring.write('two', 'cd'.repeat(32)), true);
  assert.deepEqual(await keyring.read('one'), { kind: 'found', secret: 'ab'.repeat(32) });
  assert.equal(await keyring.write('one', 'ef'), true);
  assert.deepEqual(await keyring.read('one'), { kind: 'found', secret: 'ef' });
  await keyring.remove('one');
  await keyring.remove('one');
  assert.deepEqual(await keyring.read('one'), { kind: 'empty' });
  assert.deepEqual(await keyring.read('two'), { kind: 'found', secret: 'cd'.repeat(32) });
}
