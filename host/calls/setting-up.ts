/** Calls of the settings and the first steps beside the settings themselves: the microphone, this machine, phrases. */

import type { SettingUpResults } from '../../contract/setting-up.ts';
import { defaultPhrases, listenToLevels, measureMachine, tryMicrophone } from '../../engine/engine.ts';
import type { ParsedHandlers } from '../parsed-call.ts';
import type { Surroundings } from '../surroundings.ts';
import { newestTraces } from './insights.ts';

/** Fewer answers say little about the next one. */
const ENOUGH_ANSWERS = 3;
const LAST_TURNS = 50;

export function settingUpCalls(surroundings: Surroundings): ParsedHandlers<keyof SettingUpResults> {
  const { life, settings, openAudio, feed } = surroundings;
  let trying: Promise<unknown> = Promise.resolve();

  /** One after the other, and the device is theirs alone: nobody shall be answered to what they say for a test. */
  function withoutConversation<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const next = trying.then(async () => {
      signal.throwIfAborted();
      const running = feed.state.isMuted ? undefined : life.current;
      running?.engine.setMuted(true);
      await running?.audio?.mute();
      try {
        return await work();
      } finally {
        if (running !== undefined && running === life.current) {
          running.engine.setMuted(false);
          await running.audio?.unmute();
        }
      }
    });
    trying = next.catch(() => undefined);
    return next;
  }

  return {
    async 'microphone.listen'({ isAlone }, { signal, emit }) {
      const listen = async (): Promise<undefined> => {
        const audio = await openAudio(settings().devices, () => undefined);
        try {
          await listenToLevels(audio.microphone, signal, (levelDbfs) => emit({ levelDbfs }));
          return undefined;
        } finally {
          await audio[Symbol.asyncDispose]();
        }
      };
      if (isAlone) return withoutConversation(signal, listen);
      if (life.current?.audio === undefined) return listen();
      return new Promise((resolve) => whenAborted(signal, () => resolve(undefined)));
    },
    'microphone.try'(_nothing, { signal, emit }) {
      return withoutConversation(signal, async () => {
        const audio = await openAudio(settings().devices, () => undefined);
        try {
          return await tryMicrophone(audio, signal, (phase, levelDbfs) => emit({ phase, levelDbfs }));
        } finally {
          await audio[Symbol.asyncDispose]();
        }
      });
    },
    async 'machine.measure'() {
      const { cores, totalMemoryBytes, answerMs } = await measureMachine();
      const waits = (await newestTraces(surroundings, LAST_TURNS)).flatMap(
        ({ trace }) => trace.marks?.firstAudioMs ?? [],
      );
      const median = waits.toSorted((a, b) => a - b)[Math.floor(waits.length / 2)];
      const machine = { cores, totalMemoryBytes };
      return waits.length < ENOUGH_ANSWERS || median === undefined
        ? { ...machine, answerMs, basis: 'estimate' }
        : { ...machine, answerMs: Math.round(median), basis: 'turns' };
    },
    async 'phrases.defaults'({ language }) {
      return defaultPhrases(language);
    },
  };
}

function whenAborted(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}
