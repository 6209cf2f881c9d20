/** The files and folders that were added. */

import type { SourceView } from '../../../contract/knowledge.ts';
import { Button } from '../../components/button.tsx';
import { useAsk } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';

export function SourceList({ sources, onChanged }: { sources: readonly SourceView[]; onChanged: () => void }) {
  const words = useWords().knowledge;
  const ask = useAsk();
  if (sources.length === 0) return null;
  return (
    <section className="stack" aria-label={words.sources}>
      <div className="row spread">
        <h2>{words.sources}</h2>
        <Button look="quiet" onPress={() => void ask('knowledge.refresh', {})}>
          {words.refresh}
        </Button>
      </div>
      <ul className="sheet lines">
        {sources.map(({ id, path, state }) => (
          <li key={id} className="row spread">
            <p>
              <code className="path">{path}</code>
              {state === 'away' && <span className="soft small"> · {words.away}</span>}
            </p>
            <Button
              look="quiet"
              aria-label={words.removeWhat(path)}
              onPress={() => void ask('knowledge.remove', { what: path }).then(onChanged)}
            >
              {words.remove}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
