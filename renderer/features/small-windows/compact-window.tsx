/** The small window that stays on top: who has the floor, how to talk, and the last words. */

import { usePreferences } from '../../app/preferences.tsx';
import { Button } from '../../components/button.tsx';
import { useAssistantState, useView } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { Face } from '../avatar/face.tsx';
import { TalkControls } from '../conversation/talk-controls.tsx';
import { lastWords } from './last-words.ts';
import './small-windows.css';

export function CompactWindow() {
  const words = useWords();
  const [{ face }] = usePreferences();
  const floor = useAssistantState((state) => state.floor);
  const isMuted = useAssistantState((state) => state.isMuted);
  const turns = useAssistantState(({ open }) => open.turns);
  const partial = useView((view) => view.partial);
  const last = lastWords(turns, partial);
  return (
    <main id="main" className="compact" tabIndex={-1}>
      <h1 className="visually-hidden">{words.app.compact}</h1>
      <div className="compact-talk">
        {face === 'face' && <Face floor={floor} isMuted={isMuted} />}
        <TalkControls />
      </div>
      <p className={`compact-words ${last?.whose ?? ''}`} tabIndex={last === undefined ? -1 : 0}>
        {last?.text}
      </p>
      {window.desktop !== undefined && (
        <Button look="quiet" onPress={() => window.desktop?.show('full')}>
          {words.app.openFull}
        </Button>
      )}
    </main>
  );
}
