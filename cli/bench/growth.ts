/** Whether a process that goes on for an hour needs more of the machine at the end than at the beginning. */

import { readdir, readFile } from 'node:fs/promises';
import { totalUsage, usageOf } from './process-usage.ts';

export interface Footprint {
  /** Of this process and the workers. */
  readonly memoryBytes: number;
  /** Open files, sockets and pipes of all of them. Linux only, 0 elsewhere. */
  readonly openFiles: number;
  /** Processes that descend from this one. Linux only, 0 elsewhere. */
  readonly processes: number;
  /** What keeps the event loop alive: timers, sockets, children. */
  readonly activeHandles: number;
}

export interface Growth {
  /** Medians of the second tenth of the measurements: the first one still warms up. */
  readonly first: Footprint;
  /** Medians of the last tenth. */
  readonly last: Footprint;
}

const NAMES = ['memoryBytes', 'openFiles', 'processes', 'activeHandles'] as const;
const TENTHS = 10;

export async function footprintOf(pids: Readonly<Record<string, number | undefined>>): Promise<Footprint> {
  const known = Object.values(pids).flatMap((pid) => pid ?? []);
  const openFiles = await Promise.all(known.map(countOpenFiles));
  return {
    memoryBytes: totalUsage(await usageOf(pids)).memoryBytes,
    openFiles: openFiles.reduce((sum, count) => sum + count, 0),
    processes: await countDescendants(process.pid),
    activeHandles: process.getActiveResourcesInfo().length,
  };
}

/** @returns undefined for fewer measurements than tenths. */
export function growthOf(footprints: readonly Footprint[]): Growth | undefined {
  const tenth = Math.floor(footprints.length / TENTHS);
  if (tenth === 0) return undefined;
  return { first: medians(footprints.slice(tenth, 2 * tenth)), last: medians(footprints.slice(-tenth)) };
}

function medians(footprints: readonly Footprint[]): Footprint {
  const median = (name: (typeof NAMES)[number]): number =>
    footprints.map((footprint) => footprint[name]).sort((a, b) => a - b)[Math.floor(footprints.length / 2)] ?? 0;
  return {
    memoryBytes: median('memoryBytes'),
    openFiles: median('openFiles'),
    processes: median('processes'),
    activeHandles: median('activeHandles'),
  };
}

async function countOpenFiles(pid: number): Promise<number> {
  const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
  return files.length;
}

async function countDescendants(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const pids = children.split(' ').filter((child) => child !== '');
  const below = await Promise.all(pids.map((child) => countDescendants(Number(child))));
  return pids.length + below.reduce((sum, count) => sum + count, 0);
}
