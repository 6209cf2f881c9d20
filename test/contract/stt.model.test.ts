import { createSherpaWhisperTranscriber } from '../../engine/stt/sherpa-whisper.adapter.ts';
import { createWhisperCppTranscriber } from '../../engine/stt/whisper-cpp.adapter.ts';
import { installedModel, installedModelFile } from '../support/models.ts';
import { type SpokenText, speakTexts } from '../support/spoken-clips.ts';
import { describeTranscriber } from './stt-contract.ts';

const SENTENCES = [
  'Turn off the lights in the kitchen, please.',
  'What is the weather like in Berlin tomorrow morning?',
  'Remind me to call my sister at half past six this evening.',
  'I would like to know how the engine of an old steam locomotive turns heat into motion.',
];

let spoken: Promise<readonly SpokenText[]> | undefined;
function clips(): Promise<readonly SpokenText[]> {
  spoken ??= speakTexts(SENTENCES);
  return spoken;
}

describeTranscriber(
  'whisper.cpp with base',
  async () => createWhisperCppTranscriber({ modelFile: await installedModelFile('whisper-base'), threads: 1 }),
  clips,
  { maxWordErrorRate: 0.05, confidence: 'told' },
);

describeTranscriber(
  'whisper.cpp with tiny.en',
  async () => createWhisperCppTranscriber({ modelFile: await installedModelFile('whisper-tiny.en'), threads: 1 }),
  clips,
  { maxWordErrorRate: 0.08, confidence: 'told' },
);

describeTranscriber(
  'sherpa-onnx with base',
  async () => createSherpaWhisperTranscriber({ modelDir: await installedModel('whisper-base-sherpa'), threads: 1 }),
  clips,
  { maxWordErrorRate: 0.05, confidence: 'untold' },
);
