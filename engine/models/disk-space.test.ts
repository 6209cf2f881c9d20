import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SottoFault } from '../../contract/faults.ts';
import { asDiskFault, formatBytes, requireFreeSpace } from './disk-space.ts';

const noSpace = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
const free = async (): Promise<number> => 700;

test('space is asked for with some headroom', async () => {
  await requireFreeSpace('/data', 630, 'The model', free);
  await assert.rejects(requireFreeSpace('/data', 640, 'The model', free), (error: SottoFault) => {
    assert.equal(error.code, 'disk-full');
    assert.match(error.message, /The model needs 1 kB \(704 bytes\) in \/data, but only 1 kB \(700 bytes\) are free/);
    return true;
  });
});

test('a disk that filled up is named with the numbers, also where a conversion met it', async () => {
  const fromConversion = new SottoFault('disk-full', 'The disk is full.', { cause: noSpace });
  for (const error of [noSpace, fromConversion]) {
    const fault = (await asDiskFault(error, '/data', 1000, 'The model', free)) as SottoFault;
    assert.equal(fault.code, 'disk-full');
    assert.match(fault.message, /\(1100 bytes\).*\(700 bytes\)/);
  }
});

test('other errors stay what they are', async () => {
  for (const error of [new Error('other'), new SottoFault('hash-mismatch', 'x'), undefined, 'text']) {
    assert.equal(await asDiskFault(error, '/data', 1000, 'The model', free), error);
  }
});

test('sizes read as disks are sold', () => {
  assert.deepEqual([999, 81_768_585, 2_327_524, 3_349_516_256].map(formatBytes), ['1 kB', '82 MB', '2.3 MB', '3.3 GB']);
});
