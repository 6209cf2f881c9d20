import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { createSherpaPiperSynthesizer } from '../../engine/tts/sherpa-piper.adapter.ts';
import type { Synthesizer } from '../../engine/tts/tts.ts';
import { installedModel } from '../support/models.ts';
import { writePlainVoice } from '../support/plain-voice.ts';
import { describeSynthesizer } from './tts-contract.ts';

async function load(voiceDir: string): Promise<Synthesizer> {
  const espeakDataDir = join(await installedModel('espeak-ng-data'), 'espeak-ng-data');
  return createSherpaPiperSynthesizer({ voiceDir, espeakDataDir, threads: 1 });
}

const scratch = await mkdtemp(join(tmpdir(), 'sotto-plain-voice-'));
after(() => rm(scratch, { recursive: true, force: true }));

describeSynthesizer('Piper joe', async () => load(await installedModel('piper-en-us-joe')), { timings: 'told' });

describeSynthesizer(
  'Piper joe without timings',
  async () => {
    await writePlainVoice(await installedModel('piper-en-us-joe'), scratch);
    return load(scratch);
  },
  { timings: 'untold' },
);
