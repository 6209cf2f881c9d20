/** What was read, and what could not be, with the reason. */

import type { DocumentView } from '../../../contract/knowledge.ts';
import { addressOfPassage } from '../../app/route.ts';
import { useWords } from '../../locales/use-words.tsx';

export function DocumentList({ documents }: { documents: readonly DocumentView[] }) {
  const words = useWords().knowledge;
  const read = documents.filter(({ skipped }) => skipped === undefined);
  const unread = documents.filter(({ skipped }) => skipped !== undefined);
  return (
    <>
      {read.length > 0 && (
        <section className="stack" aria-label={words.documents(read.length)}>
          <h2>{words.documents(read.length)}</h2>
          <ul className="sheet lines">
            {read.map((document) => (
              <li key={document.id}>
                <a href={addressOfPassage({ documentId: document.id, startOffset: 0, endOffset: 0 })}>
                  {document.title}
                </a>
                <Facts document={document} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {unread.length > 0 && (
        <details className="stack">
          <summary>{words.notRead(unread.length)}</summary>
          <ul className="sheet lines">
            {unread.map(({ id, title, path, skipped }) => (
              <li key={id}>
                <p title={path}>{title}</p>
                {skipped !== undefined && <p className="soft small">{words.skipped[skipped]}</p>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Facts({ document: { format, pages, passages, path } }: { document: DocumentView }) {
  const words = useWords().knowledge;
  const facts = [
    format === undefined ? undefined : words.formats[format],
    pages === undefined ? undefined : words.pages(pages),
    words.passages(passages),
  ];
  return (
    <p className="soft small" title={path}>
      {facts.filter((fact) => fact !== undefined).join(' · ')}
    </p>
  );
}
