/** A scripted synthesizer: a tone as long as the text would take, shapes spread evenly over it, no chance anywhere. */

import { SottoFault } from '../../contract/faults.ts';
import { VISEMES } from '../../contract/visemes.ts';
import { OneAtATime } from '../base/one-at-a-time.ts';
import { checkSynthesisRequest, clampSpeed, hasSpeech } from './synthesis-request.ts';
import type { SpokenAudio, SynthesisRequest, Synthesizer, Viseme } from './tts.ts';

/** What one call does: `hang` never ends by itself, like a stuck runtime; it gives way when it is aborted. */
export type FakeOutcome = 'speak' | 'fail' | 'hang';

export interface FakeSynthesizerScript {
  /** Outcomes of the calls in order; calls after the last one speak. */
  readonly outcomes?: readonly FakeOutcome[];
  /** Awaited before each call's sound is ready: lets a test decide when that is. */
  readonly ready?: (request: SynthesisRequest) => Promise<void>;
}

export interface FakeSynthesizer extends Synthesizer {
  /** Requests that reached the runtime, in order. */
  readonly requests: readonly SynthesisRequest[];
}

export const FAKE_SAMPLE_RATE_HZ = 16_000;
/** About the pace of a calm English voice. */
export const FAKE_MS_PER_CHARACTER = 60;

const TONE_HZ = 220;
const TONE_LEVEL = 0.3;
const VISEME_MS = 80;

export function createFakeSynthesizer(script: FakeSynthesizerScript = {}): FakeSynthesizer {
  const turns = new OneAtATime('tts');
  const requests: SynthesisRequest[] = [];
  const closing = new AbortController();

  async function speak(request: SynthesisRequest, signal: AbortSignal): Promise<SpokenAudio> {
    const outcome = script.outcomes?.[requests.length] ?? 'speak';
    requests.push(request);
    await script.ready?.(request);
    if (outcome === 'hang') await aborted(AbortSignal.any([signal, closing.signal]));
    if (outcome === 'fail') {
      throw new SottoFault('internal', 'The voice failed to speak a segment.', { stage: 'tts', retryable: true });
    }
    return toneOf(request);
  }

  return {
    requests,
    async synthesize(request, signal) {
      checkSynthesisRequest(request);
      if (request.speaker > 0) {
        throw new SottoFault('bad-input', `The voice has 1 speaker; ${request.speaker} is not one of them.`, {
          stage: 'tts',
        });
      }
      if (!hasSpeech(request.text)) return turns.run(() => Promise.resolve(silence()), signal);
      return turns.run(() => speak(request, signal), signal);
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await turns[Symbol.asyncDispose]();
    },
  };
}

function silence(): SpokenAudio {
  return { pcm: new Float32Array(0), sampleRateHz: FAKE_SAMPLE_RATE_HZ, visemes: [] };
}

function toneOf({ text, speed }: SynthesisRequest): SpokenAudio {
  const durationMs = (text.length * FAKE_MS_PER_CHARACTER) / clampSpeed(speed);
  const pcm = Float32Array.from(
    { length: Math.round((durationMs * FAKE_SAMPLE_RATE_HZ) / 1000) },
    (_, index) => TONE_LEVEL * Math.sin((2 * Math.PI * TONE_HZ * index) / FAKE_SAMPLE_RATE_HZ),
  );
  const visemes: Viseme[] = [];
  for (let atMs = 0; atMs < durationMs - VISEME_MS; atMs += VISEME_MS) {
    visemes.push({ atMs, shape: VISEMES[visemes.length % VISEMES.length] ?? 'sil' });
  }
  if (visemes.at(-1)?.shape !== 'sil') visemes.push({ atMs: Math.max(0, durationMs - VISEME_MS), shape: 'sil' });
  return { pcm, sampleRateHz: FAKE_SAMPLE_RATE_HZ, visemes };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
