import { useEffect, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { HEARD_DBFS } from '../settings/loudness.ts';
import { MicrophoneLevel } from '../settings/microphone-level.tsx';
import { useMicrophoneLevel } from '../settings/use-microphone-level.ts';

/** Once heard is heard: nobody has to go on talking. */
export function MicrophoneCheck() {
  const all = useWords();
  const words = all.onboarding;
  const { levelDbfs, fault, retry } = useMicrophoneLevel({ isAlone: true });
  const [isHeard, setHeard] = useState(false);
  const isLoud = levelDbfs !== undefined && levelDbfs > HEARD_DBFS;
  useEffect(() => {
    if (isLoud) setHeard(true);
  }, [isLoud]);
  if (fault !== undefined) {
    return (
      <div className="notice" role="status">
        <p>{words.micMissing}</p>
        <Button onPress={retry}>{all.settings.lookAgain}</Button>
        <a href="#/settings">{words.micOther}</a>
      </div>
    );
  }
  return (
    <div className="sheet stack">
      <MicrophoneLevel levelDbfs={levelDbfs} />
      <div className="row">
        <p role="status" className={isHeard ? 'good' : 'soft'}>
          {isHeard ? words.micOk : words.micQuiet}
        </p>
        <a className="small" href="#/settings">
          {words.micOther}
        </a>
      </div>
    </div>
  );
}
