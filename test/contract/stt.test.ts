import { FakeTranscriber } from '../../engine/stt/fake-stt.ts';
import { describeTranscriber, type SpokenClip } from './stt-contract.ts';

const clips: readonly SpokenClip[] = [
  { pcm: tone(220, 2), text: 'Open the window' },
  { pcm: tone(440, 3), text: 'What is the weather like tomorrow' },
];

function tone(hz: number, seconds: number): Float32Array {
  return Float32Array.from({ length: seconds * 16_000 }, (_, i) => 0.3 * Math.sin((2 * Math.PI * hz * i) / 16_000));
}

describeTranscriber(
  'the fake',
  async () =>
    new FakeTranscriber(async ({ pcm }) => {
      const length = pcm.length;
      // Answers after the call, as every runtime does.
      await new Promise((resolve) => setImmediate(resolve));
      return clips.find((clip) => clip.pcm.length === length)?.text ?? '';
    }),
  async () => clips,
  { maxWordErrorRate: 0, confidence: 'told' },
);
