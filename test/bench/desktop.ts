/**
 * The window beside a bare Electron window, in turn: start, memory, processor time at rest. No models are loaded.
 *
 *   node scripts/build.mjs && node test/bench/desktop.ts [--rounds N]
 *
 * Memory is the proportional set size of every process of the application, so that shared pages count once. The last line
 * is JSON; times depend on what else the machine does, the ratios less so.
 */

import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openDesktopApp } from '../support/desktop-app.ts';

const REST_MS = 4000;
const TICKS_PER_SECOND = 100;

interface Figures {
  readonly startMs: number;
  readonly memoryMb: number;
  readonly pageMemoryMb: number;
  readonly restCpuPercent: number;
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
const ours: Figures[] = [];
const bare: Figures[] = [];
for (let round = 0; round < Number(values.rounds); round++) {
  bare.push(await measure('test/bench/bare-window'));
  ours.push(await measure('.'));
}
process.stdout.write(`${JSON.stringify({ bench: 'desktop', ours: median(ours), bare: median(bare) })}\n`);

async function measure(appFolder: string): Promise<Figures> {
  await using desktop = await openDesktopApp({ appFolder, withModels: false });
  if (appFolder === '.') await desktop.page.waitForSelector('h1', { state: 'attached' });
  await delay(2000);
  const processes = await desktop.app.evaluate(({ app }) =>
    app.getAppMetrics().map(({ pid, type }) => ({ pid, type })),
  );
  const before = await ticksOf(processes);
  await delay(REST_MS);
  const ticks = (await ticksOf(processes)) - before;
  const pages = processes.filter(({ type }) => type === 'Tab');
  return {
    startMs: desktop.startMs,
    memoryMb: await pssMb(processes),
    pageMemoryMb: await pssMb(pages),
    restCpuPercent: (ticks / TICKS_PER_SECOND / (REST_MS / 1000)) * 100,
  };
}

type Processes = readonly { readonly pid: number }[];

async function pssMb(processes: Processes): Promise<number> {
  const sizes = await Promise.all(
    processes.map(async ({ pid }) => {
      const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
      return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}

async function ticksOf(processes: Processes): Promise<number> {
  const ticks = await Promise.all(
    processes.map(async ({ pid }) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
    }),
  );
  return ticks.reduce((sum, one) => sum + one, 0);
}

function median(all: readonly Figures[]): Figures {
  const middle = (key: keyof Figures): number => {
    const sorted = all.map((one) => one[key]).sort((a, b) => a - b);
    return Math.round((sorted[Math.floor(sorted.length / 2)] ?? 0) * 10) / 10;
  };
  return {
    startMs: middle('startMs'),
    memoryMb: middle('memoryMb'),
    pageMemoryMb: middle('pageMemoryMb'),
    restCpuPercent: middle('restCpuPercent'),
  };
}
