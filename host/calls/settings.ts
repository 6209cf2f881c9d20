/** Calls about what a user can choose, and the devices and servers they choose from. */

import type { PersonaResults } from '../../contract/personas.ts';
import type { Settings } from '../../contract/settings.ts';
import { probeServer } from '../../engine/engine.ts';
import type { ParsedHandlers } from '../parsed-call.ts';
import { refuseLocked } from '../policy/policy.ts';
import { changeSettings } from '../settings-file.ts';
import type { Surroundings } from '../surroundings.ts';
import { personaCalls } from './personas.ts';

/** Taken over by an engine that runs, or none of its business; paths, and all that is in them. */
const LIVE: readonly string[] = ['voice', 'reply', 'terms', 'typed', 'turnTaking', 'persona.greeting'];
/** Among those. */
const NOT_LIVE: readonly string[] = ['turnTaking.mode'];

export function settingsCalls(
  surroundings: Surroundings,
): ParsedHandlers<'settings.change' | 'server.test' | 'devices.list' | keyof PersonaResults> {
  const { dataDir, settings, policy, publish, life, openAudio } = surroundings;
  let writing: Promise<unknown> = Promise.resolve();
  function change(patch: Readonly<Record<string, unknown>>): Promise<Settings> {
    const changed = writing.then(async () => {
      const before = settings();
      const after = await changeSettings(dataDir, patch, policy());
      publish({ type: 'settings.changed', settings: after });
      if (changedPaths(before, after).every(isLive)) life.current?.engine.adopt(after);
      else void life.renew();
      return after;
    });
    writing = changed.catch(() => undefined);
    return changed;
  }

  return {
    'settings.change': ({ patch }) => change(patch),
    ...personaCalls({ dataDir, settings }, change),
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

function isLive(path: string): boolean {
  const isIn = (paths: readonly string[]): boolean =>
    paths.some((known) => path === known || path.startsWith(`${known}.`));
  return isIn(LIVE) && !isIn(NOT_LIVE);
}

/** Down to what is no group: `voice.speed`. */
function changedPaths(before: object, after: object, parent = ''): readonly string[] {
  const [old, fresh] = [before, after] as [Record<string, unknown>, Record<string, unknown>];
  return Object.keys({ ...old, ...fresh }).flatMap((key) => {
    const [one, other] = [old[key], fresh[key]];
    if (JSON.stringify(one) === JSON.stringify(other)) return [];
    return isGroup(one) && isGroup(other) ? changedPaths(one, other, `${parent}${key}.`) : [`${parent}${key}`];
  });
}

function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
