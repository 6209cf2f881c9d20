/** What this machine should start with, and getting it. */

import { useState } from 'react';
import type { ModelView } from '../../../contract/assistant.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { Button } from '../../components/button.tsx';
import { WhenLoaded } from '../../components/loaded.tsx';
import { Meter } from '../../components/meter.tsx';
import { useAsk, useAssistantState, useLoaded, useView } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { sizeText } from '../models/size.ts';
import { roughTime, setProgress } from './first-steps.ts';

/** Which set fits depends on which sources answer, and those are asked only when the user says so. */
export function RecommendedSet() {
  const { onboarding } = useWords();
  const [mayLook, setMayLook] = useState(false);
  if (mayLook) return <SetThatAnswers />;
  return (
    <div className="sheet stack">
      <p>{onboarding.beforeLooking}</p>
      <div>
        <Button look="strong" onPress={() => setMayLook(true)}>
          {onboarding.look}
        </Button>
      </div>
    </div>
  );
}

function SetThatAnswers() {
  const version = useView(({ modelsVersion }) => modelsVersion);
  const [loaded, reload] = useLoaded('models.recommend', {}, version);
  return (
    <WhenLoaded loaded={loaded} reload={reload}>
      {(models) => <ModelSet models={models} />}
    </WhenLoaded>
  );
}

function ModelSet({ models }: { models: readonly ModelView[] }) {
  const words = useWords();
  const [{ language }] = usePreferences();
  const size = (bytes: number): string => sizeText(bytes, language);
  const missing = models
    .filter(({ state }) => state === 'available')
    .toSorted((a, b) => a.downloadBytes - b.downloadBytes);
  if (missing.length === 0) return <p className="good">{words.onboarding.modelsDone}</p>;
  const memoryBytes = models.reduce((sum, model) => sum + model.memoryBytes, 0);
  const totalBytes = missing.reduce((sum, model) => sum + model.downloadBytes, 0);
  const here = models[0]?.fit.totalBytes ?? 0;
  return (
    <div className="sheet stack">
      <ul className="model-set">
        {missing.map((model) => (
          <li key={model.id}>
            <p>
              <strong>{model.name}</strong> {words.onboarding.whatFor[model.kind]}
            </p>
            <p className="soft small">
              {size(model.downloadBytes)} · {words.models.licence(model.licence.name)}
              {model.licence.forbids.length > 0 && ` · ${words.models.forbids(model.licence.forbids.join(', '))}`}
            </p>
            {model.notes !== '' && (
              <p className="soft small" lang="en">
                {model.notes}
              </p>
            )}
          </li>
        ))}
      </ul>
      <p>
        {words.onboarding.total(size(totalBytes))}{' '}
        {here > 0 && words.onboarding.fitsBecause(size(memoryBytes), size(here))}
      </p>
      <SetDownload models={missing} />
    </div>
  );
}

function SetDownload({ models }: { models: readonly ModelView[] }) {
  const all = useWords();
  const words = all.onboarding;
  const ask = useAsk();
  const [{ language }] = usePreferences();
  const downloads = useAssistantState((state) => state.downloads);
  const { state, doneBytes, totalBytes, bytesPerSecond, leftSeconds } = setProgress(models, downloads);
  const fault = downloads.find((download) => download.state === 'failed')?.fault;
  const size = (bytes: number): string => sizeText(bytes, language);
  const left = leftSeconds === undefined ? undefined : roughTime(leftSeconds);
  const text = all.models.progress(size(doneBytes), size(totalBytes), size(bytesPerSecond));

  async function begin(): Promise<void> {
    for (const { id: modelId } of models) await ask('models.download', { modelId });
  }

  async function pause(): Promise<void> {
    // Those that wait first, or the next would begin.
    for (const { id: modelId } of models.toReversed()) {
      if (downloads.some((download) => download.modelId === modelId)) await ask('models.pause', { modelId });
    }
  }

  return (
    <>
      {state !== 'idle' && (
        <div>
          <Meter label={words.total(size(totalBytes))} value={doneBytes / Math.max(1, totalBytes)} text={text} />
          <p className="soft small">
            {text}. {left !== undefined && words.left(words[left.unit](left.count))}
          </p>
        </div>
      )}
      <p role="status" className={state === 'failed' ? 'notice' : 'soft small'}>
        {state === 'paused' && words.paused}
        {state === 'failed' &&
          (fault === undefined || fault.code === 'source-unreachable' ? words.offline : all.fault(fault))}
      </p>
      <div>
        {state === 'running' ? (
          <Button onPress={() => void pause()}>{all.models.pause}</Button>
        ) : (
          // Whoever came here by the button that this one replaces goes on from it.
          <Button autoFocus look={state === 'idle' ? 'strong' : 'plain'} onPress={() => void begin()}>
            {state === 'idle' ? words.downloadAll : words.downloadOn}
          </Button>
        )}
      </div>
    </>
  );
}
