import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, test } from 'node:test';
import type { SottoFault } from '../../contract/faults.ts';
import type { CatalogueEntry } from './catalogue.ts';
import { dataEntry, InstallFixture } from './install-fixture.ts';
import { ModelLibrary } from './model-library.ts';

const MACHINE = { totalMemoryBytes: 16e9, availableMemoryBytes: 12e9, cores: 4 };
let fixture: InstallFixture;

beforeEach(async () => {
  fixture = await InstallFixture.create();
});
afterEach(() => fixture[Symbol.asyncDispose]());

function ranked(entry: CatalogueEntry, rank: number): CatalogueEntry {
  return { ...entry, recommendation: { rank, minTotalMemoryBytes: 0 } };
}

function library(...models: CatalogueEntry[]): ModelLibrary {
  return new ModelLibrary(fixture.store, { formatVersion: 1, models }, MACHINE);
}

const signal = new AbortController().signal;

test('a model that is not what its pin says gives way to the next best', async () => {
  const pinned = fixture.pin('best.bin', randomBytes(100));
  fixture.serve('best.bin', randomBytes(100));
  const best = ranked(dataEntry('best', [pinned]), 2);
  const next = ranked(dataEntry('next', [fixture.serve('next.bin', randomBytes(100))]), 1);
  const givenUp: string[] = [];
  const onGivenUp = (id: string, { code }: SottoFault): void => void givenUp.push(`${id}: ${code}`);
  const installed = await library(best, next).installRecommended({ signal, onGivenUp });
  assert.deepEqual(
    installed.map(({ id }) => id),
    ['next'],
  );
  assert.deepEqual(givenUp, ['best: hash-mismatch']);
  assert.deepEqual(await fixture.contents(), ['next/manifest.json', 'next/next.bin']);
});

test('without another of its kind the reason is told', async () => {
  const pinned = fixture.pin('only.bin', randomBytes(100));
  fixture.serve('only.bin', randomBytes(100));
  await assert.rejects(
    library(ranked(dataEntry('only', [pinned]), 1)).installRecommended({ signal }),
    (error: SottoFault) => error.code === 'hash-mismatch',
  );
});
