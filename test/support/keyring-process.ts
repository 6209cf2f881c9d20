/** The system's keyring, used in a session of its own: node keyring-process.ts contract|read */

import { systemKeyring } from '../../engine/storage/vault/system-keyring.adapter.ts';
import { keepKeyringContract } from '../contract/keyring-contract.ts';

const [what] = process.argv.slice(2);
const keyring = systemKeyring();
if (what === 'contract') await keepKeyringContract(keyring);
const { kind } = await keyring.read('two');
console.log(JSON.stringify({ name: keyring.name, kind }));
