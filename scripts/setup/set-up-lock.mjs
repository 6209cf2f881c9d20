// One set-up at a time. The lock is a file that holds the process id of its owner; a dead owner's lock is taken over.

import { mkdir, open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 300;
const SETTLE_MS = 20;

/**
 * @template {string} T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withSetUpLock(file, work) {
  await mkdir(path.dirname(file), { recursive: true });
  let told = false;
  while (!(await take(file))) {
    const owner = await ownerOf(file);
    if (owner === undefined || !isAlive(owner)) {
      await rm(file, { force: true });
      continue;
    }
    if (!told) console.log(`Another set-up is under way here (process ${owner}); waiting for it.`);
    told = true;
    await delay(POLL_MS);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file) {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(String(process.pid));
    await handle.close();
    // Of two that take over a dead owner's lock at once, one may remove the other's: the last to write it has it.
    await delay(SETTLE_MS);
    return (await ownerOf(file)) === process.pid;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined for a file that is gone or was left empty by a crash. */
async function ownerOf(file) {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
    if (Number.isInteger(pid)) return pid;
    // Its owner may be between creating and writing it.
    await delay(POLL_MS);
  }
  return undefined;
}

function isAlive(pid) {
  // A lock of our own number is from another life: process ids come round again.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
