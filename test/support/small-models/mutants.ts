/** Small seeded damage to files, for tests that a reader survives it. */

export type Damage = 'truncated' | 'flipped' | 'overwritten' | 'cut' | 'doubled';
export interface Mutant {
  readonly damage: Damage;
  readonly bytes: Buffer;
}

const KINDS: readonly Damage[] = ['truncated', 'flipped', 'overwritten', 'cut', 'doubled'];
/** Lengths, counts and offsets that readers trip over. */
const HOSTILE: readonly bigint[] = [
  0n,
  1n,
  0x7fn,
  0xffn,
  0xffffn,
  0x7fff_ffffn,
  0xffff_ffffn,
  1n << 40n,
  (1n << 63n) - 1n,
  (1n << 64n) - 1n,
];

/** `count` damaged copies; damage falls into the first `structureBytes`, where the structure is, in nine of ten. */
export function* mutants(original: Buffer, structureBytes: number, count: number, seed: number): Generator<Mutant> {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  for (let index = 0; index < count; index++) {
    const damage = KINDS[index % KINDS.length] as Damage;
    const at = below(random() < 0.9 ? structureBytes : original.length);
    yield { damage, bytes: damaged(original, damage, at, below) };
  }
}

function damaged(original: Buffer, damage: Damage, at: number, below: (limit: number) => number): Buffer {
  const length = 1 + below(16);
  switch (damage) {
    case 'truncated':
      return original.subarray(0, Math.max(1, at));
    case 'flipped': {
      const bytes = Buffer.from(original);
      for (let flips = 1 + below(4); flips > 0; flips--) {
        const target = Math.min(at + below(16), bytes.length - 1);
        bytes[target] = (bytes[target] ?? 0) ^ (1 << below(8));
      }
      return bytes;
    }
    case 'overwritten': {
      const bytes = Buffer.from(original);
      const value = Buffer.alloc(8);
      value.writeBigUInt64LE(HOSTILE[below(HOSTILE.length)] ?? 0n);
      value.copy(bytes, at, 0, below(2) === 0 ? 4 : 8);
      return bytes;
    }
    case 'cut':
      return Buffer.concat([original.subarray(0, at), original.subarray(at + length)]);
    case 'doubled':
      return Buffer.concat([original.subarray(0, at + length), original.subarray(at)]);
  }
}

/** Mulberry32. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
