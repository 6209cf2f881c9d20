/** For how long things are kept. */

import { Select } from '../../components/select.tsx';
import { useAssistantState } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { SettingRow } from '../settings/setting-row.tsx';
import { useSetting } from '../settings/use-setting.ts';
import { daysToChoose } from './days.ts';

const FOR_EVER = 'ever';
/** A key that is a plain number would be put before all others. */
const keyOf = (days: number): string => `${days} days`;

export function KeepDays() {
  return (
    <>
      <KeepDaysRow path="privacy.keepConversationsDays" />
      <KeepDaysRow path="privacy.keepAudioDays" />
    </>
  );
}

function KeepDaysRow({ path }: { path: 'privacy.keepConversationsDays' | 'privacy.keepAudioDays' }) {
  const words = useWords().privacy;
  const { value, fallback, lockedBy, apply, onReset } = useSetting(path);
  const most = useAssistantState(({ policy }) => policy?.mostDays?.[path]);
  const [now, usual] = [value, fallback] as readonly (number | undefined)[];
  const text = (days: number | undefined): string => (days === undefined ? words.forEver : words.days(days));
  const choices = Object.fromEntries(
    daysToChoose(now, most).map((days) => [days === undefined ? FOR_EVER : keyOf(days), text(days)]),
  );
  return (
    <SettingRow
      id={path}
      name={words.keep[path]}
      help={words.keepHelp[path]}
      more={Object.values(choices)}
      fallback={text(usual)}
      {...{ lockedBy, onReset }}
    >
      <Select
        label={words.keep[path]}
        describedBy={`${path}-help`}
        value={now === undefined ? FOR_EVER : keyOf(now)}
        choices={choices}
        isDisabled={lockedBy !== undefined}
        onChange={(chosen) => apply(chosen === FOR_EVER ? null : Number.parseInt(chosen, 10))}
      />
      {most !== undefined && <p className="soft small">{words.atMost(most)}</p>}
    </SettingRow>
  );
}
