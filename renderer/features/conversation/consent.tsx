/** A question that waits for a yes: answered by a click as well as by voice, as long as it is open. */

import { useEffect, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { useAsk, useAssistantState } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';

export function Consent() {
  const words = useWords().conversation.consent;
  const ask = useAsk();
  const asked = useAssistantState((state) => state.consent);
  const isOpen = useIsBefore(asked?.expiresAtMs);
  if (asked === undefined || !isOpen) return null;
  const answer = (text: string): void => void ask('talk.submit', { text });
  return (
    <fieldset className="consent row" aria-label={asked.question}>
      <Button look="strong" onPress={() => answer(words.yes)}>
        {words.yes}
      </Button>
      <Button onPress={() => answer(words.no)}>{words.no}</Button>
    </fieldset>
  );
}

/** Of wall clock time; false where there is none. */
function useIsBefore(atMs: number | undefined): boolean {
  const [passedMs, setPassed] = useState<number>();
  useEffect(() => {
    if (atMs === undefined) return;
    const timer = setTimeout(() => setPassed(atMs), Math.max(0, atMs - Date.now()));
    return () => clearTimeout(timer);
  }, [atMs]);
  return atMs !== undefined && atMs !== passedMs;
}
