import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rankDevices } from './device-choice.ts';
import type { SoundDevice } from './sound-system.ts';

function device(name: string, details: Partial<SoundDevice> = {}): SoundDevice {
  return { id: name, name, direction: 'input', isDefault: false, isMonitor: false, ...details };
}

const names = (devices: readonly SoundDevice[]): string[] => devices.map(({ name }) => name);

test('wanted names come first, in their order and in any case; then the default, then the rest', () => {
  const devices = [
    device('Webcam'),
    device('Built-in', { isDefault: true }),
    device('USB Headset'),
    device('Jabra 510'),
  ];
  assert.deepEqual(names(rankDevices(devices, 'input', ['jabra', 'headset'])), [
    'Jabra 510',
    'USB Headset',
    'Built-in',
    'Webcam',
  ]);
});

test('what hears a loudspeaker is never a microphone, be it wanted or the default', () => {
  const devices = [
    device('Monitor of Speaker', { isMonitor: true, isDefault: true }),
    device('Stereo Mix (Realtek)', { isDefault: true }),
    device('What U Hear'),
  ];
  assert.deepEqual(rankDevices(devices, 'input', ['Monitor of Speaker', 'stereo mix']), []);
});

test('a loudspeaker may be called as it likes, and is no microphone', () => {
  const devices = [device('Loopback Audio', { direction: 'output' }), device('Microphone')];
  assert.deepEqual(names(rankDevices(devices, 'output', [])), ['Loopback Audio']);
});
