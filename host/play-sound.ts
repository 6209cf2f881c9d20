/**
 * Plays a sound on the assistant's own loudspeaker. A page that played it itself would have the microphone hear it as
 * somebody who talks; from here the echo canceller knows it.
 */

import { SottoFault } from '../contract/faults.ts';
import type { PlayedSound } from '../contract/insight-views.ts';
import type { OpenSpeaker, Sound } from '../engine/engine.ts';

const TELL_EVERY_MS = 100;

/** Resolves when it was heard, or the signal aborts. @throws SottoFault `device-missing` without a loudspeaker. */
export async function playSound(
  { pcm, sampleRateHz }: Sound,
  options: {
    readonly openSpeaker: OpenSpeaker | undefined;
    readonly signal: AbortSignal;
    readonly onHeard: (played: PlayedSound) => void;
  },
): Promise<void> {
  const { openSpeaker, signal, onHeard } = options;
  if (openSpeaker === undefined) {
    throw new SottoFault('device-missing', 'There is no loudspeaker to play it on. Plug one in, or choose another.');
  }
  if (signal.aborted) return;
  const speaker = openSpeaker(sampleRateHz);
  const totalMs = (pcm.length * 1000) / sampleRateHz;
  const tell = (): void => onHeard({ heardMs: (speaker.heardSamples * 1000) / sampleRateHz, totalMs });
  const silence = (): void => speaker.flush();
  const telling = setInterval(tell, TELL_EVERY_MS);
  signal.addEventListener('abort', silence, { once: true });
  try {
    speaker.write(pcm);
    await speaker.drained();
    if (!signal.aborted) tell();
  } finally {
    clearInterval(telling);
    signal.removeEventListener('abort', silence);
    await speaker[Symbol.asyncDispose]();
  }
}
