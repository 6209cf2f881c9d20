/** A first question, said or written, and its answer. */

import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { useAsk, useAssistantState, useView } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { TalkControls } from '../conversation/talk-controls.tsx';
import type { FirstStep } from './first-steps.ts';

export function TryOut({ goTo }: { goTo: (step: FirstStep) => void }) {
  const words = useWords().onboarding;
  const phase = useAssistantState((state) => state.phase);
  if (phase === 'starting') return <p role="status">{words.preparing}</p>;
  if (phase !== 'ready') {
    return (
      <div className="notice" role="status">
        <p>{words.needModels}</p>
        <Button onPress={() => goTo('models')}>{words.toModels}</Button>
      </div>
    );
  }
  return <FirstQuestion />;
}

function FirstQuestion() {
  const all = useWords();
  const words = all.onboarding;
  const ask = useAsk();
  const turns = useAssistantState(({ open }) => open.turns);
  const partial = useView((view) => view.partial);
  const isWritten = useView(({ reply }) => reply?.isWritten !== false);
  // What was said before belongs to another day.
  const [before] = useState(turns.length);
  const fresh = turns.slice(before);
  const question = partial?.text ?? fresh.findLast(({ role }) => role === 'user')?.text;
  const answer = fresh.findLast(({ role }) => role === 'assistant');
  return (
    <>
      <blockquote className="speech example">{words.example}</blockquote>
      <div className="sheet try-out">
        <TalkControls />
        <div className="stack" aria-live="polite">
          {question === undefined ? (
            <p className="soft">{words.listening}</p>
          ) : (
            <div>
              <p className="small you">{words.youSaid}</p>
              <p className="speech">{question}</p>
            </div>
          )}
          {answer !== undefined && (
            <div>
              <p className="small sotto">{words.sottoSaid}</p>
              <p className="speech">{answer.heardText ?? answer.text}</p>
            </div>
          )}
          {answer !== undefined && answer.text !== '' && isWritten && <p className="good">{words.answered}</p>}
          {question === undefined && (
            <div>
              <Button onPress={() => void ask('talk.submit', { text: words.example })}>{words.ask}</Button>
            </div>
          )}
        </div>
      </div>
    </>
  );
}
