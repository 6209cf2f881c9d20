/** The level as it is, and three seconds of it played back. */

import { useState } from 'react';
import { toFault } from '../../../contract/faults.ts';
import { Button } from '../../components/button.tsx';
import { useClient } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { loudnessOf } from './loudness.ts';
import { MicrophoneLevel } from './microphone-level.tsx';
import { SettingRow } from './setting-row.tsx';
import { useMicrophoneLevel } from './use-microphone-level.ts';

type Phase = 'recording' | 'playing';

export function MicrophoneTry() {
  const words = useWords();
  const text = words.settings.tryOut;
  const client = useClient();
  const { levelDbfs, fault } = useMicrophoneLevel();
  const [phase, setPhase] = useState<Phase>();
  const [ownDbfs, setOwnDbfs] = useState<number>();
  const [finding, setFinding] = useState('');

  async function begin(): Promise<void> {
    setFinding('');
    setPhase('recording');
    try {
      const { loudestDbfs } = await client.call(
        'microphone.try',
        {},
        {
          onItem: (item) => {
            setPhase(item.phase);
            setOwnDbfs(item.levelDbfs);
          },
        },
      );
      setFinding(text[loudnessOf(loudestDbfs)]);
    } catch (error) {
      setFinding(words.fault(toFault(error)));
    }
    setPhase(undefined);
  }

  return (
    <SettingRow id="microphone-try" name={text.name} help={text.help} more={[words.settings.level]}>
      <MicrophoneLevel levelDbfs={phase === undefined ? levelDbfs : ownDbfs} />
      <div className="row">
        <Button isDisabled={phase !== undefined} onPress={() => void begin()}>
          {finding === '' ? text.begin : text.again}
        </Button>
      </div>
      <p role="status" className="small">
        {phase === undefined ? finding || (fault && words.fault(fault)) : text[phase]}
      </p>
    </SettingRow>
  );
}
