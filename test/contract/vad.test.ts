import { FakeVad } from '../../engine/vad/fake-vad.ts';
import { withEnergyGate } from '../../engine/vad/gated-vad.ts';
import { describeVad } from './vad-contract.ts';

function loud(): Float32Array {
  return Float32Array.from({ length: 32_000 }, (_, i) => 0.3 * Math.sin(i / 10));
}

describeVad('the fake that judges loudness', async () => new FakeVad(), loud);
describeVad(
  'the fake that follows a script',
  async () => new FakeVad([...Array(20).fill(0), ...Array(80).fill(0.9)]),
  loud,
);
describeVad('the fake behind an energy gate', async () => withEnergyGate(new FakeVad()), loud);
