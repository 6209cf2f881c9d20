/** A document as it was read, with a passage marked in it. */

import { useEffect, useRef, useState } from 'react';
import type { DocumentText } from '../../../contract/knowledge.ts';
import type { PassagePlace } from '../../app/route.ts';
import { Button } from '../../components/button.tsx';
import { WhenLoaded } from '../../components/loaded.tsx';
import { useLoaded } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { excerptOf } from './excerpt.ts';

export function DocumentReader(place: PassagePlace) {
  const words = useWords().knowledge;
  const [loaded, reload] = useLoaded('knowledge.text', { documentId: place.documentId });
  return (
    <div className="page">
      <p>
        <a href="#/knowledge">{words.back}</a>
      </p>
      <WhenLoaded loaded={loaded} reload={reload}>
        {(text) => <Text text={text} place={place} />}
      </WhenLoaded>
    </div>
  );
}

function Text({ text, place }: { text: DocumentText; place: PassagePlace }) {
  const words = useWords().knowledge;
  const [isWhole, setWhole] = useState(false);
  const mark = useRef<HTMLElement>(null);
  const { startOffset, endOffset } = place;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another passage is gone to as well
  useEffect(() => {
    void mark.current?.scrollIntoView({ block: 'center' });
  }, [startOffset, endOffset]);
  const excerpt = excerptOf(text, place, isWhole ? text.text.length : undefined);
  return (
    <article className="stack">
      <header>
        <h1>{text.document.title}</h1>
        <p className="soft small">
          {[text.document.path, excerpt.page === undefined ? undefined : words.page(excerpt.page)]
            .filter((part) => part !== undefined)
            .join(' · ')}
        </p>
      </header>
      {!excerpt.isWhole && (
        <div>
          <Button look="quiet" onPress={() => setWhole(true)}>
            {words.more}
          </Button>
        </div>
      )}
      <div className="document-text">
        {excerpt.before}
        {excerpt.passage !== '' && <mark ref={mark}>{excerpt.passage}</mark>}
        {excerpt.after}
      </div>
    </article>
  );
}
