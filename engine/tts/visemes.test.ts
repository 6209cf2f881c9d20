import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { VISEMES } from '../../contract/visemes.ts';
import { visemesOf } from './visemes.ts';

const RATE_HZ = 1000;

/** Written as `symbol@ms`; one sample is one millisecond. */
function shapes(written: string, totalMs: number): string {
  const phonemes = written.split('|').map((phoneme) => {
    const at = phoneme.lastIndexOf('@');
    return { symbol: phoneme.slice(0, at), startSample: Number(phoneme.slice(at + 1)) };
  });
  return visemesOf(phonemes, totalMs, RATE_HZ)
    .map(({ atMs, shape }) => `${shape}@${atMs}`)
    .join(' ');
}

const CASES: readonly (readonly [name: string, phonemes: string, visemes: string])[] = [
  ['each phoneme shows its shape', '^@0|p@50|ɑ@120|f@200|$@300', 'sil@0 PP@50 aa@120 FF@200 sil@300'],
  ['a stress mark belongs to the symbol after it', '^@0|t@50|ˈ@100|i@130|$@250', 'sil@0 DD@50 I@100 sil@250'],
  ['two stress marks in a row still give their time on', '^@0|t@50|ˈ@90|ˌ@100|i@130|$@250', 'sil@0 DD@50 I@90 sil@250'],
  ['a length mark belongs to the symbol before it', '^@0|u@50|ː@100|m@160|$@250', 'sil@0 U@50 PP@160 sil@250'],
  ['combining marks belong to the symbol before them', '^@0|ɛ@50|\u0303@100|s@160|$@250', 'sil@0 E@50 SS@160 sil@250'],
  ['a short space keeps the mouth as it is', '^@0|t@50| @100|s@180|$@250', 'sil@0 DD@50 SS@180 sil@250'],
  ['a long space closes it', '^@0|t@50| @100|s@190|$@250', 'sil@0 DD@50 sil@100 SS@190 sil@250'],
  ['a comma and its space are one pause', '^@0|t@50|,@100| @150|s@200|$@250', 'sil@0 DD@50 sil@100 SS@200 sil@250'],
  ['the same shape across a short space is one viseme', '^@0|t@50| @100|d@150|$@250', 'sil@0 DD@50 sil@250'],
  ['neighbours of one shape are one viseme', '^@0|n@50|l@100|$@250', 'sil@0 nn@50 sil@250'],
  ['an unknown symbol is rest', '^@0|ʘ@50|a@250|$@400', 'sil@0 aa@250 sil@400'],
  ['a short rest at either end stays', '^@0|a@20|$@380', 'sil@0 aa@20 sil@380'],
  ['speech from the first sample has no rest before it', 'a@0|$@380', 'aa@0 sil@380'],
];

for (const [name, phonemes, visemes] of CASES) {
  test(name, () => assert.equal(shapes(phonemes, 400), visemes));
}

test('no phonemes, no visemes', () => assert.deepEqual(visemesOf([], 400, RATE_HZ), []));

test('visemes start at 0, ascend, differ from their neighbours and stay within the sound', () => {
  const symbol = fc.constantFrom(...'pbmfvθtdkɡʃsnlɹaɛioʊˈˌː ,.');
  const spoken = fc.array(fc.record({ symbol, length: fc.integer({ min: 1, max: 300 }) }), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(spoken, (spans) => {
      let total = 0;
      const phonemes = [{ symbol: '^', startSample: 0 }];
      total += 50;
      for (const span of spans) {
        phonemes.push({ symbol: span.symbol, startSample: total });
        total += span.length;
      }
      const visemes = visemesOf(phonemes, total, RATE_HZ);
      assert.equal(visemes[0]?.atMs, 0);
      for (const [index, { atMs, shape }] of visemes.entries()) {
        assert.ok(VISEMES.includes(shape) && atMs < total);
        const next = visemes[index + 1];
        assert.ok(next === undefined || (next.atMs > atMs && next.shape !== shape));
      }
    }),
  );
});
