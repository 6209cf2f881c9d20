/**
 * `vault.json` beside the database: the key of the profile, sealed once for each way to open it. A copy of it stands
 * beside it, because without it everything is lost.
 */

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SottoFault } from '../../../contract/faults.ts';
import { writeDurably } from '../durable-file.ts';
import { scryptParameters, wrappedKey } from './wrapped-key.ts';

const recoverySlot = z.object({ wrapped: wrappedKey });

const vaultFile = z.object({
  version: z.literal(1),
  /** Sealed into every slot, so that none opens in another vault. */
  id: z.uuid(),
  /** `encrypting`: what is kept is not all encrypted yet; opening the profile goes on with it. */
  state: z.enum(['encrypting', 'encrypted']),
  /** Of the keyring and the passphrase there is always exactly one. */
  keyring: z.object({ name: z.string(), account: z.string(), wrapped: wrappedKey }).optional(),
  passphrase: z.object({ ...scryptParameters.shape, wrapped: wrappedKey }).optional(),
  /** What the user has confirmed to have written down. */
  recovery: recoverySlot.optional(),
  /** What was shown and not confirmed; it opens as well. */
  newRecovery: recoverySlot.optional(),
});
export type VaultFile = z.infer<typeof vaultFile>;

/** @throws SottoFault `storage-key-wrong` when there is a file and it cannot be read; it is left as it is. */
export async function readVaultFile(folder: string): Promise<VaultFile | undefined> {
  const [first, copy] = await Promise.all([readOne(filePath(folder)), readOne(copyPath(folder))]);
  if (first === 'missing' && copy === 'missing') return undefined;
  const [main, spare] = [parse(first), parse(copy)];
  const found = main ?? spare;
  if (found === undefined) throw unreadable(folder);
  // A process that was killed between the two, or a damaged file: both are whole again.
  if (JSON.stringify(main) !== JSON.stringify(spare)) await writeVaultFile(folder, found).catch(() => undefined);
  return found;
}

export async function writeVaultFile(folder: string, file: VaultFile): Promise<void> {
  const text = `${JSON.stringify(file, null, 2)}\n`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeDurably(filePath(folder), text);
  await writeDurably(copyPath(folder), text);
}

async function readOne(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'missing';
    return 'unreadable';
  }
}

function parse(text: string): VaultFile | undefined {
  try {
    return vaultFile.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function filePath(folder: string): string {
  return join(folder, 'vault.json');
}

function copyPath(folder: string): string {
  return join(folder, 'vault.copy.json');
}

function unreadable(folder: string): SottoFault {
  return new SottoFault(
    'storage-key-wrong',
    `${filePath(folder)} and its copy are damaged, or of a newer Sotto. They hold the key of your conversations, and are left as they are: restore one of them from a backup, or update Sotto.`,
    { stage: 'storage' },
  );
}
