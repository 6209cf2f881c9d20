import { useState } from 'react';
import type { ModelView } from '../../../contract/assistant.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { Button } from '../../components/button.tsx';
import { WhenLoaded } from '../../components/loaded.tsx';
import { useAsk, useLoaded, useView } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { DownloadProgress } from './download-progress.tsx';
import { sizeText } from './size.ts';
import { useInstall } from './use-install.ts';
import './models.css';

const KINDS = ['llm', 'stt', 'tts', 'embedding', 'vad', 'turn', 'tts-data'] as const;

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
        {(models) =>
          KINDS.map((kind) => {
            const ofKind = models.filter((model) => model.kind === kind);
            if (ofKind.length === 0) return null;
            return (
              <section key={kind} className="stack" aria-label={words.kinds[kind]}>
                <h2>{words.kinds[kind]}</h2>
                <ul className="sheet">
                  {ofKind.map((model) => (
                    <Model key={model.id} model={model} onChanged={reload} />
                  ))}
                </ul>
              </section>
            );
          })
        }
      </WhenLoaded>
    </div>
  );
}

function Model({ model, onChanged }: { model: ModelView; onChanged: () => void }) {
  const words = useWords().models;
  const ask = useAsk();
  const [{ language }] = usePreferences();
  const { progress, install, pause } = useInstall(onChanged);
  const [finding, setFinding] = useState('');
  const { id: modelId, kind, licence, fit } = model;
  const isChoice = kind === 'llm' || kind === 'stt' || kind === 'tts';

  async function verify(): Promise<void> {
    const result = await ask('models.verify', { modelId });
    if (result !== undefined) setFinding(result.message);
  }

  async function measure(): Promise<void> {
    const result = await ask('models.benchmark', { modelId });
    const figures = Object.entries(result?.figures ?? {});
    setFinding(figures.map(([name, value]) => `${name}: ${Number(value.toPrecision(3))}`).join(' · '));
  }

  return (
    <li className="model">
      <div>
        <h3>
          {model.name} <span className="soft small">{model.publisher}</span>
        </h3>
        <p className="small">
          <strong className={`fit ${fit.verdict}`}>{words.fits[fit.verdict]}.</strong>{' '}
          {fit.verdict !== 'fits' && fit.explanation}
        </p>
        <p className="soft small">
          {[
            words.memory(sizeText(model.memoryBytes, language)),
            model.state === 'available' ? words.download(sizeText(model.downloadBytes, language)) : words.installed,
            words.licence(licence.name),
            ...(licence.forbids.length > 0 ? [words.forbids(licence.forbids.join(', '))] : []),
          ].join(' · ')}
        </p>
        <div role="status" className="small">
          {progress !== undefined && <DownloadProgress progress={progress} />}
          {finding}
        </div>
      </div>
      <div className="row">
        {model.isInUse && <strong className="in-use">{words.inUse}</strong>}
        {progress !== undefined && <Button onPress={pause}>{words.pause}</Button>}
        {model.state === 'available' && progress === undefined && (
          <Button isDisabled={fit.verdict === 'does-not-fit'} onPress={() => void install([modelId])}>
            {words.install}
          </Button>
        )}
        {model.state === 'installed' && (
          <>
            {isChoice && !model.isInUse && (
              <Button onPress={() => void ask('settings.change', { patch: { models: { [kind]: modelId } } })}>
                {words.use}
              </Button>
            )}
            <Button look="quiet" onPress={() => void measure()}>
              {words.benchmark}
            </Button>
            <Button look="quiet" onPress={() => void verify()}>
              {words.verify}
            </Button>
            {!model.isInUse && (
              <Button look="quiet" onPress={() => void ask('models.remove', { modelId }).then(onChanged)}>
                {words.remove}
              </Button>
            )}
          </>
        )}
      </div>
    </li>
  );
}
