/** What Sotto may answer from, and what it says. */

import type { KnowledgeView } from '../../../contract/knowledge.ts';
import { usePassage } from '../../app/route.ts';
import { WhenLoaded } from '../../components/loaded.tsx';
import { useAssistantState, useLoaded } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { AddDocuments } from './add-documents.tsx';
import { DocumentList } from './document-list.tsx';
import { DocumentReader } from './document-reader.tsx';
import { FindPassages } from './find-passages.tsx';
import { ReadingProgress } from './reading-progress.tsx';
import { SourceList } from './source-list.tsx';
import './knowledge.css';

export function KnowledgeScreen() {
  const passage = usePassage();
  if (passage !== undefined) return <DocumentReader {...passage} />;
  return <AllDocuments />;
}

function AllDocuments() {
  const words = useWords().knowledge;
  const ingest = useAssistantState((state) => state.ingest);
  // Each file that was read changes the list.
  const version = `${ingest.files.done} ${ingest.state === 'idle'}`;
  const [loaded, reload] = useLoaded('knowledge.list', {}, version);
  return (
    <div className="page">
      <header>
        <h1>{words.title}</h1>
        <p className="soft">{words.intro}</p>
      </header>
      <AddDocuments onAdded={reload} />
      <ReadingProgress progress={ingest} />
      <WhenLoaded loaded={loaded} reload={reload}>
        {(view) => <Everything view={view} onChanged={reload} />}
      </WhenLoaded>
    </div>
  );
}

function Everything({ view, onChanged }: { view: KnowledgeView; onChanged: () => void }) {
  const words = useWords().knowledge;
  const sources = view.collections.flatMap((collection) => collection.sources);
  if (sources.length === 0 && view.documents.length === 0) return <p className="soft">{words.none}</p>;
  return (
    <>
      <FindPassages />
      <SourceList sources={sources} onChanged={onChanged} />
      <DocumentList documents={view.documents} />
    </>
  );
}
