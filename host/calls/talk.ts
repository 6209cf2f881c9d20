/** Calls that are part of the conversation. */

import { SottoFault } from '../../contract/faults.ts';
import type { ConversationId } from '../../contract/ids.ts';
import type { ParsedHandlers } from '../parsed-call.ts';
import type { Surroundings } from '../surroundings.ts';

type Talk = 'talk.submit' | 'talk.press' | 'talk.release' | 'talk.stop' | 'talk.mute' | 'talk.repeat' | 'voice.preview';

export function talkCalls({ life, engine, profile, publish, feed, settings }: Surroundings): ParsedHandlers<Talk> {
  let saying = new AbortController();

  /** One voice at a time. */
  async function say(text: string, signal: AbortSignal): Promise<void> {
    const speaker = await engine();
    saying.abort();
    saying = new AbortController();
    speaker.stop();
    await speaker.say(text, AbortSignal.any([signal, saying.signal]));
  }

  return {
    async 'talk.submit'({ text, isSilent }, { signal }) {
      saying.abort();
      const isInWriting = isSilent ?? settings().typed.answers === 'written';
      await (await engine()).submit(text, signal, { isSilent: isInWriting });
      return undefined;
    },
    async 'talk.press'() {
      saying.abort();
      (await engine()).press();
      return undefined;
    },
    async 'talk.release'() {
      (await engine()).release();
      return undefined;
    },
    async 'talk.stop'() {
      saying.abort();
      life.current?.engine.stop();
      return undefined;
    },
    async 'talk.mute'({ isMuted }) {
      const running = life.current;
      running?.engine.setMuted(isMuted);
      if (running?.audio === undefined) {
        const { name } = feed.state.microphone;
        const state = isMuted ? 'muted' : running === undefined ? 'closed' : 'lost';
        publish({ type: 'device.changed', direction: 'input', state, ...(name === undefined ? {} : { name }) });
      } else await (isMuted ? running.audio.mute() : running.audio.unmute());
      return undefined;
    },
    async 'talk.repeat'({ conversationId, turn }, { signal }) {
      const turns = await profile().store.turns(conversationId as ConversationId);
      const reply = turns.find(({ number, role }) => number === turn && role === 'assistant');
      if (reply === undefined) throw new SottoFault('bad-params', 'There is no answer in that turn.');
      await say(reply.text, signal);
      return undefined;
    },
    async 'voice.preview'({ text }, { signal }) {
      await say(text, signal);
      return undefined;
    },
  };
}
