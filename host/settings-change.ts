/** How a change of the settings comes about: kept first, then told, then taken over by the engine. */

import { changeSettings } from './settings-file.ts';
import type { ChangeSettings, Surroundings } from './surroundings.ts';

/** Taken over by an engine that runs, or none of its business; paths, and all that is in them. */
const LIVE: readonly string[] = ['voice', 'reply', 'terms', 'typed', 'turnTaking', 'persona', 'desktop'];
/** Among those. */
const NOT_LIVE: readonly string[] = ['turnTaking.mode'];

/** One change after the other. @throws SottoFault as `changeSettings` does. */
export function settingsChange({
  dataDir,
  settings,
  policy,
  publish,
  life,
}: Pick<Surroundings, 'dataDir' | 'settings' | 'policy' | 'publish' | 'life'>): ChangeSettings {
  let writing: Promise<unknown> = Promise.resolve();
  return (patch) => {
    const change = writing.then(async () => {
      const before = settings();
      const after = await changeSettings(dataDir, patch, policy());
      publish({ type: 'settings.changed', settings: after });
      if (changedPaths(before, after).every(isLive)) life.current?.engine.adopt(after);
      else void life.renew();
      return after;
    });
    writing = change.catch(() => undefined);
    return change;
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
