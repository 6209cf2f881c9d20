/** The key that talks from anywhere: taken by pressing it. */

import { type KeyboardEvent, useEffect, useState } from 'react';
import type { HotkeyState } from '../../../contract/desktop.ts';
import { Button } from '../../components/button.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { acceleratorOf, readableAccelerator } from './accelerator.ts';
import { SettingRow } from './setting-row.tsx';
import { useSetting } from './use-setting.ts';

export function Hotkey() {
  const words = useWords().settings.hotkey;
  const { value, fallback, lockedBy, apply, onReset } = useSetting('desktop.hotkey');
  const [isTaking, setTaking] = useState(false);
  const state = useHotkeyState(value);
  const shown = (accelerator: unknown): string =>
    accelerator === '' ? words.none : readableAccelerator(String(accelerator));

  function take(event: KeyboardEvent): void {
    if (!isTaking) return;
    event.preventDefault();
    event.stopPropagation();
    const accelerator = acceleratorOf(event);
    if (accelerator !== undefined) apply(accelerator);
    if (accelerator !== undefined || event.code === 'Escape') setTaking(false);
  }

  return (
    <SettingRow id="hotkey" name={words.name} help={words.help} fallback={shown(fallback)} {...{ lockedBy, onReset }}>
      <div className="row" onKeyDownCapture={take}>
        <kbd>{shown(value)}</kbd>
        <Button isDisabled={lockedBy !== undefined} onPress={() => setTaking(!isTaking)}>
          {isTaking ? words.taking : words.change}
        </Button>
        {value !== '' && (
          <Button look="quiet" isDisabled={lockedBy !== undefined} onPress={() => apply('')}>
            {words.without}
          </Button>
        )}
      </div>
      <p role="status" className="small caution">
        {state === 'taken' && words.taken}
      </p>
    </SettingRow>
  );
}

/** Asked a moment after it changed: it takes that long to get there. */
function useHotkeyState(accelerator: unknown): HotkeyState | undefined {
  const [state, setState] = useState<HotkeyState>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another key is another answer
  useEffect(() => {
    const timer = setTimeout(() => void window.desktop?.hotkeyState().then(setState), 300);
    return () => clearTimeout(timer);
  }, [accelerator]);
  return state;
}
