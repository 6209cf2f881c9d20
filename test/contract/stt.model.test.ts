import { createSherpaWhisperTranscriber } from '../../engine/stt/sherpa-whisper.adapter.ts';
import { createWhisperCppTranscriber } from '../../engine/stt/whisper-cpp.adapter.ts';
import { installedModel, installedModelFile } from '../support/models.ts';
import { recordedClips } from '../support/recorded-clips.ts';
import { describeTranscriber } from './stt-contract.ts';

describeTranscriber(
  'whisper.cpp with base',
  async () => createWhisperCppTranscriber({ modelFile: await installedModelFile('whisper-base'), threads: 1 }),
  recordedClips,
  { maxWordErrorRate: 0.05, confidence: 'told' },
);

describeTranscriber(
  'whisper.cpp with tiny.en',
  async () => createWhisperCppTranscriber({ modelFile: await installedModelFile('whisper-tiny.en'), threads: 1 }),
  recordedClips,
  { maxWordErrorRate: 0.08, confidence: 'told' },
);

describeTranscriber(
  'sherpa-onnx with base',
  async () => createSherpaWhisperTranscriber({ modelDir: await installedModel('whisper-base-sherpa'), threads: 1 }),
  recordedClips,
  { maxWordErrorRate: 0.05, confidence: 'untold' },
);
