/** What was said, in the order it was said. */

import { useEffect, useRef } from 'react';
import type { TurnView } from '../../../contract/assistant.ts';
import { Button } from '../../components/button.tsx';
import { useAsk, useAssistantState, useView } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { CitationList } from '../knowledge/citation-list.tsx';
import { Consent } from './consent.tsx';
import { CopyButton } from './copy-button.tsx';

export function Transcript({ onEdit }: { onEdit: (turn: number, text: string) => void }) {
  const words = useWords();
  const turns = useAssistantState(({ open }) => open.turns);
  const conversationId = useAssistantState(({ open }) => open.conversation?.id);
  const isSpeaking = useAssistantState(({ floor }) => floor === 'speaking' || floor === 'overlapped');
  const partial = useView((view) => view.partial);
  const typed = useView((view) => view.typed);
  const consent = useAssistantState((state) => state.consent);
  const end = useRef<HTMLLIElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new is scrolled to
  useEffect(() => {
    void end.current?.scrollIntoView({ block: 'end' });
  }, [turns, partial, typed, consent]);

  const isEmpty = turns.length === 0 && partial === undefined && typed.length === 0;
  return (
    <div
      className="transcript"
      role="log"
      aria-label={words.conversation.title}
      aria-live={isSpeaking ? 'off' : 'polite'}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
      tabIndex={0}
    >
      <ol>
        {isEmpty && (
          <li className="empty">
            <h2>{words.conversation.empty}</h2>
            <p className="soft">{words.conversation.emptyMore}</p>
          </li>
        )}
        {turns.map((turn) => (
          <Turn key={`${turn.turn}-${turn.role}`} turn={turn} conversationId={conversationId} onEdit={onEdit} />
        ))}
        {typed.map((text) => (
          <li key={text} className="turn user">
            <h2>{words.conversation.you}</h2>
            <p className="speech">{text}</p>
          </li>
        ))}
        {partial !== undefined && (
          <li className="turn user" aria-live="off">
            <h2>{words.conversation.you}</h2>
            <p className="speech">
              {partial.text.slice(0, partial.stableLength)}
              <span className="unstable">{partial.text.slice(partial.stableLength)}</span>
            </p>
          </li>
        )}
        <li className="consent-place">
          <Consent />
        </li>
        <li ref={end} aria-hidden="true" />
      </ol>
    </div>
  );
}

function Turn({ turn, conversationId, onEdit }: TurnProps) {
  const words = useWords();
  const ask = useAsk();
  const isUser = turn.role === 'user';
  return (
    <li className={`turn ${turn.role}`}>
      <h2>{isUser ? words.conversation.you : words.conversation.sotto}</h2>
      <SpeechText turn={turn} />
      {!isUser && <Cited turn={turn.turn} />}
      <div className="turn-actions">
        <CopyButton text={turn.text} />
        {isUser && (
          <Button look="quiet" onPress={() => onEdit(turn.turn, turn.text)}>
            {words.conversation.edit}
          </Button>
        )}
        {!isUser && conversationId !== undefined && (
          <Button look="quiet" onPress={() => void ask('talk.repeat', { conversationId, turn: turn.turn })}>
            {words.conversation.repeat}
          </Button>
        )}
      </div>
    </li>
  );
}

/** What the answer was taken from; and when the documents were asked and say nothing, that. */
function Cited({ turn }: { turn: number }) {
  const words = useWords().knowledge;
  const citations = useAssistantState((state) => state.citations[turn]);
  if (citations === undefined) return null;
  if (citations.length === 0) return <p className="soft small cited">{words.notInDocuments}</p>;
  return (
    <details className="cited" open>
      <summary className="soft small">{words.cited}</summary>
      <CitationList citations={citations} label={words.cited} />
    </details>
  );
}

interface TurnProps {
  readonly turn: TurnView;
  readonly conversationId: string | undefined;
  readonly onEdit: (turn: number, text: string) => void;
}

function SpeechText({ turn }: { turn: TurnView }) {
  const words = useWords();
  if (turn.status === 'failed') return <p className="speech soft">{words.conversation.failed}</p>;
  if (turn.text === '') return <p className="speech soft">{words.conversation.answering}</p>;
  if (turn.status !== 'interrupted') return <p className="speech">{turn.text}</p>;
  return (
    <>
      <p className="speech">{turn.heardText ?? turn.text} —</p>
      <p className="soft small">{words.conversation.interrupted}</p>
    </>
  );
}
