/** Passages, each with the way to its place in its document. */

import type { Citation } from '../../../contract/knowledge.ts';
import { addressOfPassage } from '../../app/route.ts';
import { useWords } from '../../locales/use-words.tsx';
import './knowledge.css';

const QUOTE_LENGTH = 220;

export function CitationList({ citations, label }: { citations: readonly Citation[]; label: string }) {
  const words = useWords().knowledge;
  return (
    <ol className="citations" aria-label={label}>
      {citations.map((citation) => (
        <li key={citation.passageId}>
          <a href={addressOfPassage(citation)}>
            {[citation.title, citation.page === undefined ? undefined : words.page(citation.page)]
              .filter((part) => part !== undefined)
              .join(', ')}
          </a>
          <blockquote className="soft small">{beginningOf(citation.quote)}</blockquote>
        </li>
      ))}
    </ol>
  );
}

function beginningOf(quote: string): string {
  const line = quote.replace(/\s+/g, ' ').trim();
  return line.length > QUOTE_LENGTH ? `${line.slice(0, QUOTE_LENGTH - 1).trimEnd()}…` : line;
}
