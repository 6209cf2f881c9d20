/** Calls about what a user can choose, and the devices and servers they choose from. */

import type { PersonaResults } from '../../contract/personas.ts';
import { probeServer } from '../../engine/engine.ts';
import type { ParsedHandlers } from '../parsed-call.ts';
import { refuseLocked } from '../policy/policy.ts';
import type { Surroundings } from '../surroundings.ts';
import { personaCalls } from './personas.ts';

export function settingsCalls(
  surroundings: Surroundings,
): ParsedHandlers<'settings.change' | 'server.test' | 'devices.list' | keyof PersonaResults> {
  const { settings, policy, life, openAudio, changeSettings } = surroundings;
  return {
    'settings.change': ({ patch }) => changeSettings(patch),
    ...personaCalls(surroundings),
    async 'server.test'({ baseUrl, model, apiKey }, { signal }) {
      refuseLocked({ server: null }, policy());
      const server = { baseUrl, model, ...(apiKey === undefined ? {} : { apiKey }) };
      return { firstTokenMs: await probeServer(server, signal) };
    },
    async 'devices.list'() {
      const open = life.current?.audio;
      if (open !== undefined) return open.listDevices();
      const audio = await openAudio(settings().devices, () => undefined);
      try {
        return await audio.listDevices();
      } finally {
        await audio[Symbol.asyncDispose]();
      }
    },
  };
}
