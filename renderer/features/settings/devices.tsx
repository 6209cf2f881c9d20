/** Which microphone and which loudspeaker; the chosen one comes first, and the others stand in for it. */

import { WhenLoaded } from '../../components/loaded.tsx';
import { useAsk, useAssistantState, useLoaded } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { MicrophoneLevel } from './microphone-level.tsx';
import { isLocked, patchOf } from './settings-patch.ts';

export function Devices() {
  const words = useWords().settings;
  const ask = useAsk();
  const [loaded, reload] = useLoaded('devices.list', {});
  const devices = useAssistantState(({ settings }) => settings.devices);
  const locked = useAssistantState(({ lockedSettings }) => lockedSettings);
  const sides = [
    { direction: 'input', list: 'microphones', label: words.microphone },
    { direction: 'output', list: 'loudspeakers', label: words.loudspeaker },
  ] as const;
  return (
    <>
      <WhenLoaded loaded={loaded} reload={reload}>
        {(all) =>
          all.length === 0 ? (
            <p>{words.noDevices}</p>
          ) : (
            sides.map(({ direction, list, label }) => (
              <div className="setting" key={list}>
                <label htmlFor={list}>{label}</label>
                <select
                  id={list}
                  className="input"
                  disabled={isLocked(locked, `devices.${list}`)}
                  value={devices[list][0] ?? ''}
                  onChange={({ target }) => {
                    const others = devices[list].filter((name) => name !== target.value);
                    const wanted = target.value === '' ? null : [target.value, ...others].slice(0, 20);
                    void ask('settings.change', { patch: patchOf(`devices.${list}`, wanted) });
                  }}
                >
                  <option value="">{words.systemDefault}</option>
                  {all
                    .filter((device) => device.direction === direction && !device.isMonitor)
                    .map(({ name }) => (
                      <option key={name}>{name}</option>
                    ))}
                </select>
              </div>
            ))
          )
        }
      </WhenLoaded>
      <MicrophoneLevel />
    </>
  );
}
