/** Which processes run, and since when: a process id alone is used again after its process ended. */

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface ProcessTable {
  exists(pid: number): boolean;
  /** Any text that differs between two processes with the same id; undefined where the system does not tell. */
  startedAt(pid: number): Promise<string | undefined>;
}

export const systemProcessTable: ProcessTable = {
  exists(pid) {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      // Somebody else's process is a process too.
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  },
  async startedAt(pid) {
    try {
      return process.platform === 'linux' ? await startedAtLinux(pid) : await startedAtElsewhere(pid);
    } catch {
      return undefined;
    }
  },
};

/** Clock ticks since boot (field 22 of /proc/PID/stat, see proc(5)), and which boot. */
async function startedAtLinux(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // Field 2 is the program's name in parentheses and may contain anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie has ended; only its parent has not asked yet.
  if (fields[0] === 'Z') return 'ended';
  const bootId = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  return `${bootId.trim()} ${fields[19]}`;
}

async function startedAtElsewhere(pid: number): Promise<string | undefined> {
  const [program, args] =
    process.platform === 'win32'
      ? ['powershell.exe', ['-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`]]
      : ['ps', ['-o', 'lstart=', '-p', String(pid)]];
  const { stdout } = await promisify(execFile)(program as string, args as string[], { timeout: 5_000 });
  return stdout.trim() || undefined;
}
