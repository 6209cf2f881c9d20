import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { FRAME_SAMPLES } from '../audio/audio-frame.ts';
import { EnergyGate } from './energy-gate.ts';

/** Uniform noise in [-level, level], the same for the same seed. */
function noise(level: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: FRAME_SAMPLES }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 31 - 1) * level;
  });
}

function tone(level: number, frequencyHz: number): Float32Array {
  return Float32Array.from(
    { length: FRAME_SAMPLES },
    (_, i) => level * Math.sin((2 * Math.PI * frequencyHz * i) / 16_000),
  );
}

/** A gate that has heard the noise of a room for `frames`. */
function gateIn(level: number, frames = 320): EnergyGate {
  const gate = new EnergyGate();
  for (let n = 0; n < frames; n++) {
    gate.isQuiet(noise(level, n));
    gate.learn();
  }
  return gate;
}

function plus(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((sample, i) => sample + (b[i] ?? 0));
}

describe('EnergyGate', () => {
  for (const level of [0, 0.000_3, 0.01, 0.3]) {
    test(`the steady noise of a room at ${level} is quiet`, () => {
      const gate = gateIn(level);
      const quiet = Array.from({ length: 200 }, (_, n) => gate.isQuiet(noise(level, 1000 + n))).filter(Boolean);
      assert.ok(quiet.length >= 190, `${quiet.length} of 200`);
    });
  }

  test('nothing is quiet before a second was heard', () => {
    const gate = new EnergyGate();
    const quiet = Array.from({ length: 31 }, (_, n) => {
      const answer = gate.isQuiet(noise(0.01, n));
      gate.learn();
      return answer;
    });
    assert.ok(quiet.every((answer) => !answer));
  });

  for (const frequencyHz of [200, 1000, 5000]) {
    test(`a tone of ${frequencyHz} Hz no louder than the noise is not quiet`, () => {
      const gate = gateIn(0.01);
      assert.equal(gate.isQuiet(plus(noise(0.01, 5000), tone(0.01, frequencyHz))), false);
    });
  }

  test('noise that ends is not quiet, until its end is learned', () => {
    const gate = gateIn(0.1);
    assert.equal(gate.isQuiet(noise(0.01, 1)), false);
    for (let n = 0; n < 320; n++) {
      gate.isQuiet(noise(0.01, n));
      gate.learn();
    }
    assert.equal(gate.isQuiet(noise(0.01, 9000)), true);
  });

  test('in a noise that comes and goes nothing is quiet', () => {
    const gate = new EnergyGate();
    let quiet = 0;
    for (let n = 0; n < 640; n++) {
      if (gate.isQuiet(noise(n % 3 === 0 ? 0.2 : 0.02, n))) quiet += 1;
      gate.learn();
    }
    assert.equal(quiet, 0);
  });

  test('only what is learned counts', () => {
    const gate = gateIn(0.01);
    for (let n = 0; n < 320; n++) gate.isQuiet(noise(0.3, n));
    assert.equal(gate.isQuiet(noise(0.3, 9000)), false);
    gate.isQuiet(noise(0.01, 9001));
    assert.equal(gate.isQuiet(noise(0.01, 9002)), true);
  });

  test('forgets the room', () => {
    const gate = gateIn(0.01);
    gate.reset();
    assert.equal(gate.isQuiet(noise(0.01, 9000)), false);
  });

  test('whatever was heard, it recovers in the silence after', () => {
    const samples = fc.float32Array({ minLength: FRAME_SAMPLES, maxLength: FRAME_SAMPLES });
    fc.assert(
      fc.property(samples, (pcm) => {
        const gate = gateIn(0.01);
        gate.isQuiet(pcm);
        gate.isQuiet(noise(0.01, 1));
        const quiet = Array.from({ length: 20 }, (_, n) => gate.isQuiet(noise(0.01, 2 + n))).filter(Boolean);
        assert.ok(quiet.length >= 15, `${quiet.length} of 20`);
      }),
      { numRuns: 30 },
    );
  });
});
