/** One model: what is known of it, and what can be done with it. */

import { useState } from 'react';
import type { ModelView } from '../../../contract/assistant.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { Button } from '../../components/button.tsx';
import { Locked } from '../../components/locked.tsx';
import { useAsk, useAssistantState } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { Download } from './download.tsx';
import { ModelFacts } from './model-facts.tsx';
import { sizeText } from './size.ts';

type Work = 'idle' | 'verifying' | 'benchmarking' | 'switching' | 'asking-to-remove';

/** Kinds that a user chooses between. */
const CHOICES: ReadonlySet<string> = new Set(['llm', 'stt', 'tts']);
const MEASURED: ReadonlySet<string> = new Set(['llm', 'stt', 'tts', 'turn']);

export function ModelItem({ model, all, onChanged }: ModelItemProps) {
  const words = useWords().models;
  const ask = useAsk();
  const [work, setWork] = useState<Work>('idle');
  const download = useAssistantState(({ downloads }) => downloads.find(({ modelId }) => modelId === model.id));
  const { id: modelId, kind, name, fit, state } = model;
  const isInstalled = state === 'installed';
  const isDamaged = model.health?.state === 'damaged';
  const policy = useAssistantState((assistant) => assistant.policy);
  const isBlocked = model.blockedBy !== undefined;
  const isBusy = work === 'verifying' || work === 'benchmarking' || work === 'switching';

  async function during(next: Work, act: () => Promise<unknown>): Promise<void> {
    setWork(next);
    await act();
    setWork('idle');
    onChanged();
  }

  const use = (): Promise<unknown> => ask('settings.change', { patch: { models: { [kind]: modelId } } });
  const get = (again: boolean): void => void ask('models.download', { modelId, again });
  return (
    <li className="model" data-in-use={model.isInUse}>
      <div className="model-facts">
        <h3>
          {name} <span className="soft small">{model.publisher === 'unknown' ? '' : model.publisher}</span>
          {model.isInUse && <span className="in-use">{words.inUse}</span>}
        </h3>
        <ModelFacts model={model} all={all} />
        {isBlocked && <Locked by={[words.blocked, policy?.message, policy?.source].filter(Boolean).join(' · ')} />}
        <div role="status" className="small">
          {isBusy && words[work]}
          {isDamaged && model.origin === 'import' && words.repairOwn}
        </div>
      </div>
      <div className="row model-actions">
        {!isInstalled && download === undefined && (
          <Button
            aria-label={`${words.install}: ${name}`}
            isDisabled={fit.verdict === 'does-not-fit'}
            onPress={() => get(false)}
          >
            {words.install}
          </Button>
        )}
        {isDamaged && model.origin === 'catalogue' && download === undefined && (
          <Button look="strong" aria-label={`${words.repair}: ${name}`} onPress={() => get(true)}>
            {words.repair}
          </Button>
        )}
        {isInstalled && !isDamaged && !isBlocked && CHOICES.has(kind) && !model.isInUse && (
          <Button
            aria-label={words.takeIntoUse(name)}
            isDisabled={isBusy}
            onPress={() => void during('switching', use)}
          >
            {words.use}
          </Button>
        )}
      </div>
      {download !== undefined && <Download download={download} name={name} />}
      {isInstalled && work !== 'asking-to-remove' && (
        <div className="row model-more">
          {MEASURED.has(kind) && !isDamaged && !isBlocked && (
            <Button
              look="quiet"
              aria-label={`${words.benchmark}: ${name}`}
              isDisabled={isBusy}
              onPress={() => void during('benchmarking', () => ask('models.benchmark', { modelId }))}
            >
              {words.benchmark}
            </Button>
          )}
          <Button
            look="quiet"
            aria-label={`${words.verify}: ${name}`}
            isDisabled={isBusy}
            onPress={() => void during('verifying', () => ask('models.verify', { modelId }))}
          >
            {words.verify}
          </Button>
          {!model.isInUse && (
            <Button
              look="quiet"
              aria-label={`${words.remove}: ${name}`}
              isDisabled={isBusy}
              onPress={() => setWork('asking-to-remove')}
            >
              {words.remove}
            </Button>
          )}
        </div>
      )}
      {work === 'asking-to-remove' && (
        <Removal
          model={model}
          onDone={() => setWork('idle')}
          onRemove={() => void during('idle', () => ask('models.remove', { modelId }))}
        />
      )}
    </li>
  );
}

interface ModelItemProps {
  readonly model: ModelView;
  readonly all: readonly ModelView[];
  readonly onChanged: () => void;
}

/** Gigabytes are not taken back by an undo: it is asked before. */
function Removal({ model, onDone, onRemove }: { model: ModelView; onDone: () => void; onRemove: () => void }) {
  const words = useWords().models;
  const [{ language }] = usePreferences();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div className="row model-removal" role="group" aria-label={words.remove}>
      <p className="small">
        {words.removeAsk(model.name, sizeText(model.installedBytes, language))}{' '}
        {model.origin === 'import' && words.removeOwn}
      </p>
      <Button autoFocus onPress={onDone}>
        {words.removeNo}
      </Button>
      <Button onPress={onRemove}>{words.removeYes}</Button>
    </div>
  );
}
