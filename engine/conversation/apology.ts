/** What the assistant says aloud when it cannot answer. One short sentence: what happened, what to do. */

import type { FaultCode } from '../../contract/faults.ts';
import type { Player } from '../playback/player.ts';
import type { ReplyParts, ReplyRun } from './reply-run.ts';

const APOLOGIES: Partial<Record<FaultCode, string>> = {
  'worker-crashed': 'Sorry, my language model stopped. Please ask me again.',
  'worker-hung': 'Sorry, my language model got stuck. Please ask me again.',
  'worker-unavailable': 'Sorry, my language model does not start. Please choose another one.',
  'model-missing': 'Sorry, my language model is gone. Please install it again.',
  'model-corrupt': 'Sorry, my language model is damaged. Please install it again.',
  'server-unreachable': 'Sorry, I cannot reach your language model server.',
  'server-refused': 'Sorry, your language model server refused to answer.',
};

/** Resolves when it was heard, or when there is no voice to say it: then the fault that was raised is the message. */
export async function apologise(
  run: ReplyRun,
  code: FaultCode,
  voice: ReplyParts['voice'],
  player: Player,
): Promise<void> {
  if (voice === undefined || run.stopped) return;
  const text = APOLOGIES[code] ?? 'Sorry, something went wrong. Please ask me again.';
  try {
    const sound = await voice.synthesizer.synthesize({ text, ...voice.style }, new AbortController().signal);
    await player.enqueue(run.id, sound);
    await player.end(run.id);
  } catch {
    // The voice may be what failed.
  }
}
