/** Which microphones and loudspeakers, the most wanted first; those that follow stand in for those that are unplugged. */

import type { DeviceView } from '../../../contract/assistant.ts';
import { Button } from '../../components/button.tsx';
import { movedItem } from '../../components/list-items.ts';
import { WhenLoaded } from '../../components/loaded.tsx';
import { Select } from '../../components/select.tsx';
import { useAssistantState, useLoaded } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { MicrophoneTry } from './microphone-try.tsx';
import { SettingRow } from './setting-row.tsx';
import { useSetting } from './use-setting.ts';

const MOST = 20;

export function Devices() {
  const words = useWords().settings;
  const [loaded, reload] = useLoaded('devices.list', {});
  return (
    <>
      <WhenLoaded loaded={loaded} reload={reload}>
        {(all) =>
          all.length === 0 ? (
            <div className="row">
              <p>{words.noDevices}</p>
              <Button onPress={reload}>{words.lookAgain}</Button>
            </div>
          ) : (
            <Priorities list="microphones" direction="input" all={all} reload={reload} />
          )
        }
      </WhenLoaded>
      <MicrophoneTry />
      {loaded.kind === 'ready' && loaded.value.length > 0 && (
        <Priorities list="loudspeakers" direction="output" all={loaded.value} reload={reload} />
      )}
    </>
  );
}

function Priorities({ list, direction, all, reload }: PrioritiesProps) {
  const words = useWords().settings;
  const { value, lockedBy, apply, onReset } = useSetting(`devices.${list}`);
  const inUse = useAssistantState(({ microphone, loudspeaker }) =>
    direction === 'input' ? microphone.name : loudspeaker.name,
  );
  const wanted = value as readonly string[];
  const present = all.filter((device) => device.direction === direction && !device.isMonitor).map(({ name }) => name);
  const others = present.filter((name) => !wanted.includes(name));
  const isLocked = lockedBy !== undefined;
  return (
    <SettingRow
      id={list}
      name={words.devices[list]}
      help={words.devices.help}
      more={[direction === 'input' ? words.microphone : words.loudspeaker]}
      fallback={words.systemDefault}
      {...{ lockedBy, onReset }}
    >
      <ol className="priorities">
        {wanted.map((name, index) => (
          <li key={name}>
            <span>
              {name} {name === inUse && <strong className="in-use small">{words.devices.inUse}</strong>}
              {!present.includes(name) && <span className="soft small">{words.devices.absent}</span>}
            </span>
            {!isLocked && (
              <span className="priority-actions">
                <Button
                  look="quiet"
                  aria-label={words.devices.earlier(name)}
                  isDisabled={index === 0}
                  onPress={() => apply(movedItem(wanted, name, -1))}
                >
                  <span aria-hidden="true">↑</span>
                </Button>
                <Button
                  look="quiet"
                  aria-label={words.devices.later(name)}
                  isDisabled={index === wanted.length - 1}
                  onPress={() => apply(movedItem(wanted, name, 1))}
                >
                  <span aria-hidden="true">↓</span>
                </Button>
                <Button
                  look="quiet"
                  aria-label={words.list.remove(name)}
                  onPress={() => apply(wanted.filter((other) => other !== name))}
                >
                  <span aria-hidden="true">×</span>
                </Button>
              </span>
            )}
          </li>
        ))}
        <li className="soft">
          {words.systemDefault}
          {inUse !== undefined && !wanted.includes(inUse) && (
            <>
              : {inUse} <strong className="in-use small">{words.devices.inUse}</strong>
            </>
          )}
        </li>
      </ol>
      {!isLocked && others.length > 0 && wanted.length < MOST && (
        <Select
          label={words.devices.addTo[list]}
          value=""
          choices={{ '': words.devices.addTo[list], ...Object.fromEntries(others.map((name) => [name, name])) }}
          onChange={(name) => name !== '' && apply([...wanted, name])}
        />
      )}
      <div>
        <Button look="quiet" onPress={reload}>
          {words.lookAgain}
        </Button>
      </div>
    </SettingRow>
  );
}

interface PrioritiesProps {
  readonly list: 'microphones' | 'loudspeakers';
  readonly direction: DeviceView['direction'];
  readonly all: readonly DeviceView[];
  readonly reload: () => void;
}
