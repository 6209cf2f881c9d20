/** What is being said, large, to be read along; nothing else. */

import { Button } from '../../components/button.tsx';
import { useAssistantState, useView } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { lastWords } from './last-words.ts';
import './small-windows.css';

export function CaptionsWindow() {
  const words = useWords();
  const turns = useAssistantState(({ open }) => open.turns);
  const floor = useAssistantState((state) => state.floor);
  const partial = useView((view) => view.partial);
  const last = lastWords(turns, partial);
  return (
    <main id="main" className="captions" tabIndex={-1}>
      <h1 className="visually-hidden">{words.app.captions}</h1>
      <p className="caption" aria-live="off">
        {last === undefined ? (
          <span className="soft">{words.floor[floor]}</span>
        ) : (
          <>
            <strong className={last.whose}>
              {last.whose === 'you' ? words.conversation.you : words.conversation.sotto}
            </strong>{' '}
            {last.text}
          </>
        )}
      </p>
      {window.desktop !== undefined && (
        <Button look="quiet" aria-label={words.app.close} onPress={() => window.desktop?.close()}>
          ×
        </Button>
      )}
    </main>
  );
}
