import { join } from 'node:path';
import { createSherpaPiperSynthesizer } from '../../engine/tts/sherpa-piper.adapter.ts';
import type { Synthesizer } from '../../engine/tts/tts.ts';
import { installedModel } from '../support/models.ts';
import { describeSynthesizer } from './tts-contract.ts';

async function joe(): Promise<Synthesizer> {
  return createSherpaPiperSynthesizer({
    voiceDir: await installedModel('piper-en-us-joe'),
    espeakDataDir: join(await installedModel('espeak-ng-data'), 'espeak-ng-data'),
    threads: 1,
  });
}

describeSynthesizer('sherpa-onnx with Piper joe', joe, { timings: 'told' });
