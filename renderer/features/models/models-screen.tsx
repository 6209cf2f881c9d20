import type { ModelView } from '../../../contract/assistant.ts';
import { WhenLoaded } from '../../components/loaded.tsx';
import { useLoaded, useView } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { AddModel } from './add-model.tsx';
import { ModelItem } from './model-item.tsx';
import { OwnServer } from './own-server.tsx';
import './models.css';

const KINDS = ['llm', 'stt', 'tts', 'embedding', 'vad', 'turn', 'tts-data'] as const;
const RANK: Readonly<Record<ModelView['state'], number>> = { installed: 0, available: 1 };

export function ModelsScreen() {
  const words = useWords().models;
  const version = useView(({ modelsVersion }) => modelsVersion);
  const [loaded, reload] = useLoaded('models.list', {}, version);
  return (
    <div className="page">
      <header>
        <h1>{words.title}</h1>
        <p className="soft">{words.intro}</p>
      </header>
      <WhenLoaded loaded={loaded} reload={reload}>
        {(models) => (models.length === 0 ? <p>{words.none}</p> : <Kinds models={models} onChanged={reload} />)}
      </WhenLoaded>
      <AddModel />
      <OwnServer />
    </div>
  );
}

/** In use first, then installed, then in the order of the catalogue. */
function Kinds({ models, onChanged }: { models: readonly ModelView[]; onChanged: () => void }) {
  const words = useWords().models;
  return KINDS.map((kind) => {
    const ofKind = models
      .filter((model) => model.kind === kind)
      .toSorted((a, b) => Number(b.isInUse) - Number(a.isInUse) || RANK[a.state] - RANK[b.state]);
    if (ofKind.length === 0) return null;
    return (
      <section key={kind} className="stack" aria-label={words.kinds[kind]}>
        <h2>{words.kinds[kind]}</h2>
        <ul className="sheet">
          {ofKind.map((model) => (
            <ModelItem key={model.id} model={model} all={models} onChanged={onChanged} />
          ))}
        </ul>
      </section>
    );
  });
}
