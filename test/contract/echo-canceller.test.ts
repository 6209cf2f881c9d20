import { describe, test } from 'node:test';
import { createEchoCanceller } from '../../engine/capture/aec3.adapter.ts';
import { findAudioAddon } from '../../engine/capture/audio-addon.ts';
import { FakeEchoCanceller } from '../../engine/capture/fake-echo-canceller.ts';
import { describeEchoCanceller, ROOM } from './echo-canceller-contract.ts';

describeEchoCanceller('the fake echo canceller', () => new FakeEchoCanceller(ROOM));

if (findAudioAddon() === undefined) {
  describe('the echo canceller of the add-on', () =>
    test('is not built here', { skip: 'the audio add-on is not built' }));
} else {
  describeEchoCanceller('the echo canceller of the add-on', () => createEchoCanceller());
}
