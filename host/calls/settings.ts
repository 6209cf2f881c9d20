/** Calls about what a user can choose, and the devices and servers they choose from. */

import type { Settings } from '../../contract/settings.ts';
import { openDuplexAudio, probeServer } from '../../engine/engine.ts';
import type { ParsedHandlers } from '../parsed-call.ts';
import { changeSettings } from '../settings-file.ts';
import type { Surroundings } from '../surroundings.ts';

/** Taken over by an engine that runs. */
const LIVE: readonly (keyof Settings)[] = ['voice', 'reply'];

export function settingsCalls(
  surroundings: Surroundings,
): ParsedHandlers<'settings.change' | 'server.test' | 'devices.list'> {
  const { dataDir, settings, publish, life } = surroundings;
  let writing: Promise<unknown> = Promise.resolve();
  return {
    'settings.change'({ patch }) {
      const change = writing.then(async () => {
        const before = settings();
        const after = await changeSettings(dataDir, patch);
        publish({ type: 'settings.changed', settings: after });
        const changed = (Object.keys({ ...before, ...after }) as (keyof Settings)[]).filter(
          (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
        );
        if (changed.some((key) => !LIVE.includes(key))) void life.renew();
        else life.current?.engine.changeStyle(after);
        return after;
      });
      writing = change.catch(() => undefined);
      return change;
    },
    async 'server.test'({ baseUrl, model, apiKey }, { signal }) {
      const server = { baseUrl, model, ...(apiKey === undefined ? {} : { apiKey }) };
      return { firstTokenMs: await probeServer(server, signal) };
    },
    async 'devices.list'() {
      const open = life.current?.audio;
      if (open !== undefined) return open.listDevices();
      const audio = await openDuplexAudio(settings().devices, () => undefined);
      try {
        return await audio.listDevices();
      } finally {
        await audio[Symbol.asyncDispose]();
      }
    },
  };
}
