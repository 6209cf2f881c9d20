/**
 * Where the system keeps the policy. The place is a constant of each system: no setting, argument or variable of the
 * environment moves it, so that whoever may start the program cannot get around it.
 */

import { execFile } from 'node:child_process';
import { open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { type Policy, parsePolicy, policyInvalid } from './policy.ts';

/** Runs a program without a shell. Rejects with its `code`: the exit status, or `ENOENT` where there is no such program. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<{ readonly stdout: string }>;

const LINUX_FILE = '/etc/sotto/policy.json';
const REGISTRY_KEY = 'HKLM\\Software\\Policies\\Sotto';
const REGISTRY_PROGRAM = 'C:\\Windows\\System32\\reg.exe';
const PREFERENCES_FILE = '/Library/Managed Preferences/app.sotto.desktop.plist';
const MAX_BYTES = 1_048_576;

const runProgram: RunProgram = (program, args) =>
  promisify(execFile)(program, [...args], { maxBuffer: MAX_BYTES, timeout: 10_000, windowsHide: true });

/** The policy of this machine; undefined where there is none. @throws SottoFault `policy-invalid` */
export function readPolicy(): Promise<Policy | undefined> {
  if (process.platform === 'win32') return readRegistryPolicy(runProgram);
  if (process.platform === 'darwin') return readPreferencesPolicy(PREFERENCES_FILE, runProgram);
  return readPolicyFile(LINUX_FILE, 0);
}

/** Whoever else could write the file or its folder could lift the policy. */
export async function readPolicyFile(path: string, ownerUid: number): Promise<Policy | undefined> {
  const isSafe = ({ uid, mode }: { uid: number; mode: number }): boolean => uid === ownerUid && (mode & 0o022) === 0;
  try {
    const file = await open(path, 'r');
    try {
      const found = await file.stat();
      if (!found.isFile()) throw policyInvalid(path, 'it is no file');
      if (found.size > MAX_BYTES) throw policyInvalid(path, 'it is larger than 1 MiB');
      if (!isSafe(found) || !isSafe(await stat(dirname(path)))) {
        throw policyInvalid(
          path,
          'it and its folder must belong to root and be writable by nobody else (chown root, chmod 755 and 644)',
        );
      }
      return parsePolicy(await file.readFile('utf8'), path);
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw code?.startsWith('policy-') ? error : policyInvalid(path, `it cannot be read (${code ?? 'unknown reason'})`);
  }
}

/** The value `Policy` of the key is the text of the policy, as one REG_SZ. */
export async function readRegistryPolicy(run: RunProgram): Promise<Policy | undefined> {
  let stdout: string;
  try {
    ({ stdout } = await run(REGISTRY_PROGRAM, ['query', REGISTRY_KEY, '/v', 'Policy']));
  } catch (error) {
    // Of `reg query`, 1 means that there is no such key or value.
    if ((error as { code?: unknown }).code === 1) return undefined;
    throw policyInvalid(REGISTRY_KEY, 'the registry cannot be read');
  }
  const text = /^\s*Policy\s+REG_SZ\s+(.*)$/m.exec(stdout)?.[1];
  if (text === undefined) throw policyInvalid(REGISTRY_KEY, 'its value Policy must be one line of JSON as REG_SZ');
  return parsePolicy(text, REGISTRY_KEY);
}

export async function readPreferencesPolicy(path: string, run: RunProgram): Promise<Policy | undefined> {
  try {
    await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw policyInvalid(path, 'it cannot be read');
  }
  const text = await run('/usr/bin/plutil', ['-convert', 'json', '-o', '-', path]).then(
    ({ stdout }) => stdout,
    () => undefined,
  );
  if (text === undefined) throw policyInvalid(path, 'it is no property list that can be read');
  return parsePolicy(text, path);
}
