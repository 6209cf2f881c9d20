import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RingBuffer } from './ring-buffer.ts';

test('holds the newest samples, whatever the sizes of the pieces', () => {
  const pieces = fc.array(fc.nat(20), { maxLength: 20 });
  fc.assert(
    fc.property(fc.nat(30), pieces, fc.nat(40), (capacity, sizes, wanted) => {
      const ring = new RingBuffer(capacity);
      const all: number[] = [];
      for (const size of sizes) {
        const piece = Float32Array.from({ length: size }, (_, i) => all.length + i);
        ring.push(piece);
        all.push(...piece);
      }
      const held = capacity === 0 ? [] : all.slice(-capacity);
      assert.equal(ring.length, held.length);
      assert.deepEqual([...ring.latest()], held);
      assert.deepEqual([...ring.latest(wanted)], wanted === 0 ? [] : held.slice(-wanted));
    }),
  );
});

test('what it gives out does not change later', () => {
  const ring = new RingBuffer(2);
  ring.push(Float32Array.of(1, 2));
  const before = ring.latest();
  ring.push(Float32Array.of(3, 4));
  assert.deepEqual([...before], [1, 2]);
});

test('cleared, it holds nothing', () => {
  const ring = new RingBuffer(4);
  ring.push(Float32Array.of(1, 2, 3));
  ring.clear();
  assert.deepEqual([...ring.latest()], []);
  ring.push(Float32Array.of(9));
  assert.deepEqual([...ring.latest()], [9]);
});
