/** `sotto vault`: whether what is said is encrypted, what opens it, and how it goes. */

import { SottoFault } from '../../contract/faults.ts';
import { dataDir, openProfile, openProfileVault, type Profile, type Vault } from '../../engine/engine.ts';
import { readSecretFile } from '../../host/given-passphrase.ts';
import { type CommandLine, parseCommandLine } from '../command-line.ts';
import { askHidden } from '../hidden-line.ts';
import { EXIT, type Io, printJson, printLine, UsageError } from '../io.ts';
import { unlock } from '../own-profile.ts';

const HELP = `Usage: sotto vault status          whether it is encrypted, and what opens it
       sotto vault passphrase      opens with a passphrase from now on; encrypts what is not encrypted yet
       sotto vault keyring         opens with the keyring of this system from now on; encrypts as well
       sotto vault recovery        shows a new recovery phrase, once
       sotto vault recover         opens with the recovery phrase, and sets a new passphrase
       sotto vault purge           deletes conversations for good, with their sound

  --new-passphrase-file FILE  instead of asking for the new passphrase
  --phrase-file FILE          instead of asking for the recovery phrase
  --older-than DAYS           purge: only what nothing was said in for so long
  --everything                purge: all of it
  --json                      the result as JSON

What opens it now is taken from the keyring, asked for, or read from the file that SOTTO_PASSPHRASE_FILE names.`;

const OPTIONS = {
  'new-passphrase-file': { type: 'string' },
  'phrase-file': { type: 'string' },
  'older-than': { type: 'string' },
  everything: { type: 'boolean' },
} as const;

type Options = CommandLine<typeof OPTIONS>['values'];

interface Work {
  readonly vault: Vault;
  readonly options: Options;
  readonly io: Io;
}

const ACTIONS: Readonly<Record<string, (work: Work) => Promise<void>>> = {
  status: async (work) => showStatus(work),
  passphrase: async (work) => openBy(work, { passphrase: await newPassphrase(work) }),
  keyring: (work) => openBy(work, 'keyring'),
  recovery,
  recover,
  purge,
};

export async function vault(args: string[], io: Io): Promise<number> {
  const { values: options, positionals } = parseCommandLine(args, OPTIONS, HELP);
  if (options.help) {
    printLine(io, HELP);
    return EXIT.ok;
  }
  const [name = '', ...more] = positionals;
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action === undefined || more.length > 0) throw new UsageError(`Say what: sotto vault status\n\n${HELP}`);
  await action({ vault: await openProfileVault(dataDir()), options, io });
  return EXIT.ok;
}

function showStatus({ vault: { summary }, options, io }: Work): void {
  const { state, isEncrypting, opensBy, keyringName, availableKeyring, recovery: phrase } = summary;
  if (options.json) {
    const keyring = availableKeyring ?? null;
    printJson(io, {
      type: 'vault.status',
      encryption: state === 'off' || isEncrypting ? 'off' : 'on',
      opensBy,
      keyring,
      recovery: phrase,
    });
    return;
  }
  if (state === 'off') {
    printLine(io, 'encryption  off: whoever can read your files can read what was said');
    printLine(io, `            → sotto vault ${availableKeyring === undefined ? 'passphrase' : 'keyring'}`);
    return;
  }
  printLine(io, `encryption  ${isEncrypting ? 'not finished: free some space, and start Sotto again' : 'on'}`);
  printLine(io, `opens with  ${opensBy === 'keyring' ? `the keyring (${keyringName})` : 'a passphrase'}`);
  const words = { none: 'none', unconfirmed: 'shown, not confirmed', confirmed: 'written down' }[phrase];
  printLine(io, `recovery    ${words}${phrase === 'confirmed' ? '' : '\n            → sotto vault recovery'}`);
}

/** The profile is held meanwhile, so that no other Sotto has it open. */
async function withProfile(work: Work, action: (profile: Profile) => Promise<void>): Promise<void> {
  const profile = await openProfile({
    dataDir: dataDir(),
    vault: work.vault,
    onFault: (fault) => void work.io.stderr.write(`sotto: ${fault.message} [${fault.code}]\n`),
  });
  try {
    await action(profile);
  } finally {
    await profile[Symbol.asyncDispose]();
  }
}

async function openBy(work: Work, way: { readonly passphrase: string } | 'keyring'): Promise<void> {
  const { vault, io } = work;
  await unlock(vault, io);
  const nothing = async (): Promise<void> => undefined;
  if (vault.summary.state === 'off') {
    // A profile that is new has found the keyring by now.
    await withProfile(work, nothing);
  }
  if (vault.summary.state === 'off') {
    await vault.create(way, 'something-kept');
    await withProfile(work, nothing);
  } else {
    await withProfile(work, () => vault.openBy(way));
  }
  showStatus(work);
}

async function recovery(work: Work): Promise<void> {
  const { vault, options, io } = work;
  await unlock(vault, io);
  await withProfile(work, async () => {
    const words = await vault.drawRecoveryPhrase();
    if (options.json) {
      printJson(io, { type: 'vault.recovery', words });
      return;
    }
    printLine(io, 'Write these words down, in this order, and keep them where nobody else finds them:\n');
    for (let row = 0; row < words.length; row += 4) {
      const line = words.slice(row, row + 4).map((word, i) => `${String(row + i + 1).padStart(2)} ${word.padEnd(10)}`);
      printLine(io, `  ${line.join(' ').trimEnd()}`);
    }
    printLine(io, '\nThey open your conversations when all else is lost. They are not shown again.');
    if (process.stdin.isTTY !== true) return;
    await vault.confirmRecoveryPhrase(await askHidden(io, 'Type them to confirm (not shown): '));
    printLine(io, 'Confirmed. An earlier phrase no longer opens anything.');
  });
}

async function recover(work: Work): Promise<void> {
  const { vault, options, io } = work;
  const file = options['phrase-file'];
  const phrase = file === undefined ? await askHidden(io, 'Recovery phrase: ') : await readSecretFile(file);
  await vault.unlock({ recoveryPhrase: phrase });
  const passphrase = await newPassphrase(work);
  await withProfile(work, () => vault.openBy({ passphrase }));
  showStatus(work);
}

async function purge(work: Work): Promise<void> {
  const { vault, options, io } = work;
  const days = options['older-than'] === undefined ? undefined : Number(options['older-than']);
  const isMeant = options.everything === true ? days === undefined : days !== undefined;
  if (!isMeant || (days !== undefined && !(Number.isInteger(days) && days >= 1))) {
    throw new UsageError(`Say what goes: --older-than DAYS, or --everything.\n\n${HELP}`);
  }
  await unlock(vault, io);
  await withProfile(work, async (profile) => {
    const beforeMs = days === undefined ? Number.POSITIVE_INFINITY : Date.now() - days * 24 * 60 * 60 * 1000;
    const gone = await profile.purge({
      conversationsBeforeMs: beforeMs,
      pinnedBeforeMs: beforeMs,
      audioBeforeMs: beforeMs,
    });
    if (options.json) printJson(io, { type: 'vault.purged', ...gone });
    else printLine(io, `${gone.conversations} conversations are deleted for good.`);
  });
}

async function newPassphrase({ options, io }: Work): Promise<string> {
  const file = options['new-passphrase-file'];
  if (file !== undefined) return readSecretFile(file);
  const typed = await askHidden(io, 'New passphrase, at least 8 characters: ');
  if ((await askHidden(io, 'Once more: ')) === typed) return typed;
  throw new SottoFault('bad-input', 'These were two different passphrases. Nothing was changed.');
}
