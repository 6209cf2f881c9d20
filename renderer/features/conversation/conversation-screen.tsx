import { useState } from 'react';
import { usePreferences } from '../../app/preferences.tsx';
import { useAssistantState } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { Face } from '../avatar/face.tsx';
import { Composer } from './composer.tsx';
import { ConversationList } from './conversation-list.tsx';
import { TalkControls } from './talk-controls.tsx';
import { Transcript } from './transcript.tsx';
import { useRevision } from './use-revision.ts';
import './conversation.css';

export function ConversationScreen() {
  const words = useWords();
  const [text, setText] = useState('');
  const revision = useRevision();
  const [{ face }] = usePreferences();
  const floor = useAssistantState((state) => state.floor);
  const isMuted = useAssistantState((state) => state.isMuted);

  function edit(turn: number, earlier: string): void {
    revision.begin(turn);
    setText(earlier);
    document.getElementById('composer')?.focus();
  }

  return (
    <div className="conversation">
      <h1 className="visually-hidden">{words.conversation.title}</h1>
      <ConversationList />
      <div className="stage">
        {face === 'face' && <Face floor={floor} isMuted={isMuted} />}
        <TalkControls />
      </div>
      <div className="words">
        <Transcript onEdit={edit} />
        <Composer text={text} onText={setText} revision={revision} />
      </div>
    </div>
  );
}
