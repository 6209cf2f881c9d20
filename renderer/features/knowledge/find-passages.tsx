/** A search for the passages themselves, without asking the assistant. */

import { type FormEvent, useState } from 'react';
import type { Citation } from '../../../contract/knowledge.ts';
import { Button } from '../../components/button.tsx';
import { useAsk } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { CitationList } from './citation-list.tsx';

export function FindPassages() {
  const words = useWords().knowledge;
  const ask = useAsk();
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<readonly Citation[]>();

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (query.trim() === '') return;
    const citations = await ask('knowledge.search', { query: query.trim() });
    if (citations !== undefined) setFound(citations);
  }

  return (
    <section className="stack" aria-label={words.search}>
      <form className="row" onSubmit={(event) => void submit(event)}>
        <input
          className="input wide"
          type="search"
          aria-label={words.search}
          placeholder={words.search}
          value={query}
          onChange={({ target }) => setQuery(target.value)}
        />
        <Button type="submit" isDisabled={query.trim() === ''}>
          {words.find}
        </Button>
      </form>
      <div role="status">
        {found !== undefined && found.length === 0 && <p className="soft">{words.nothingFound}</p>}
        {found !== undefined && found.length > 0 && <CitationList citations={found} label={words.found} />}
      </div>
    </section>
  );
}
