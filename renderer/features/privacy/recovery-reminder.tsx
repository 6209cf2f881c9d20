/** Says once that nobody has written the recovery phrase down; without it a lost keyring takes everything along. */

import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { useLoaded } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';

const KEY = 'sotto.recovery-reminder';

export function RecoveryReminder() {
  const words = useWords();
  const [loaded] = useLoaded('vault.status', {});
  const [isOver, setOver] = useState(() => localStorage.getItem(KEY) === 'over');
  if (isOver || loaded.kind !== 'ready') return null;
  const { encryption, recovery } = loaded.value;
  if (encryption === 'off' || recovery === 'confirmed') return null;
  function end(): void {
    localStorage.setItem(KEY, 'over');
    setOver(true);
  }
  return (
    <div className="notice">
      <p>{words.privacy.recovery.reminder}</p>
      <a href="#/settings">{words.privacy.recovery.toSettings}</a>
      <Button look="quiet" onPress={end}>
        {words.app.dismiss}
      </Button>
    </div>
  );
}
