import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { learnLevel, UNKNOWN_LEVEL, type UserLevel, usualLevel } from './user-level.ts';

const after = (...levels: number[]): UserLevel => levels.reduce(learnLevel, UNKNOWN_LEVEL);

test('a level is known from the first turn on', () => {
  assert.equal(usualLevel(after()), undefined);
  assert.equal(usualLevel(after(-20)), -20);
  assert.equal(usualLevel(after(-20, -24)), -22);
});

test('who moves away is followed', () => {
  const moved = after(...Array<number>(20).fill(-20), ...Array<number>(30).fill(-32));
  assert.ok(Math.abs((usualLevel(moved) ?? 0) + 32) < 0.5);
});

test('the level lies between the quietest and the loudest turn, whatever is measured', () => {
  const level = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.NEGATIVE_INFINITY));
  fc.assert(
    fc.property(fc.array(level, { minLength: 1 }), (levels) => {
      const usual = usualLevel(after(...levels));
      if (usual === undefined) return;
      const heard = levels.filter((each) => !Number.isNaN(each)).map((each) => Math.min(0, Math.max(-70, each)));
      assert.ok(usual >= Math.min(...heard) - 1e-9 && usual <= Math.max(...heard) + 1e-9);
    }),
  );
});
