import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { type Footprint, footprintOf, growthOf } from './growth.ts';

const footprint = (memoryBytes: number): Footprint => ({
  memoryBytes,
  openFiles: 3,
  processes: 1,
  activeHandles: 2,
});

describe('growth', () => {
  test('compares the end with the beginning, after the first tenth', () => {
    const growth = growthOf(Array.from({ length: 30 }, (_, index) => footprint(index)));
    assert.equal(growth?.first.memoryBytes, 4);
    assert.equal(growth.last.memoryBytes, 28);
  });

  test('says nothing of a handful of measurements', () => {
    assert.equal(growthOf([footprint(1), footprint(2)]), undefined);
  });

  test('counts files and processes', { skip: process.platform === 'linux' ? false : 'needs /proc' }, async () => {
    const before = await footprintOf({ engine: process.pid });
    const file = await open(import.meta.filename);
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
    try {
      const after = await footprintOf({ engine: process.pid });
      assert.ok(after.openFiles > before.openFiles);
      assert.equal(after.processes, before.processes + 1);
      assert.ok(after.memoryBytes > 0);
    } finally {
      await file.close();
      child.stdin.end();
    }
  });
});
