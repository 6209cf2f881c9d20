/** What the engine and its workers cost: CPU time and memory of a set of processes, as the operating system counts them. */

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface Usage {
  readonly cpuSeconds: number;
  /** Resident memory. Pages that processes share are counted in each. */
  readonly memoryBytes: number;
}

/** Usage of each process that runs; what has ended is left out. */
export async function usageOf(pids: Readonly<Record<string, number | undefined>>): Promise<Record<string, Usage>> {
  const usages: Record<string, Usage> = {};
  for (const [name, pid] of Object.entries(pids)) {
    const usage = pid === undefined ? undefined : await readUsage(pid).catch(() => undefined);
    if (usage !== undefined) usages[name] = usage;
  }
  return usages;
}

export function totalUsage(usages: Readonly<Record<string, Usage>>): Usage {
  const all = Object.values(usages);
  return {
    cpuSeconds: all.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    memoryBytes: all.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
  };
}

async function readUsage(pid: number): Promise<Usage> {
  return process.platform === 'linux' ? readProc(pid) : readPs(pid);
}

/** proc(5): fields 14 and 15 of `stat` are user and system time in ticks of 10 ms; `statm` counts pages of 4 KiB. */
async function readProc(pid: number): Promise<Usage> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The command name, in brackets, may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  const pages = Number((await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ')[1]);
  return { cpuSeconds: ticks / 100, memoryBytes: pages * 4096 };
}

async function readPs(pid: number): Promise<Usage> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'time=,rss=', '-p', String(pid)]);
  const [time = '0', kibibytes = '0'] = stdout.trim().split(/\s+/);
  const cpuSeconds = time.split(':').reduce((total, part) => total * 60 + Number(part), 0);
  return { cpuSeconds, memoryBytes: Number(kibibytes) * 1024 };
}
