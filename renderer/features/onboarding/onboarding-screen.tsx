/** Guided and short: hear the user, get the models, talk. */

import { type ReactNode, useState } from 'react';
import type { ModelView } from '../../../contract/assistant.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { Button } from '../../components/button.tsx';
import { WhenLoaded } from '../../components/loaded.tsx';
import { useAsk, useLoaded, useView } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { Face } from '../avatar/face.tsx';
import { DownloadProgress } from '../models/download-progress.tsx';
import { sizeText } from '../models/size.ts';
import { useInstall } from '../models/use-install.ts';
import { MicrophoneLevel } from '../settings/microphone-level.tsx';

const STEPS = 4;
/** Speech is well above it, a silent room well below. */
const HEARD_DBFS = -40;

export function OnboardingScreen() {
  const words = useWords().onboarding;
  const ask = useAsk();
  const [step, setStep] = useState(1);
  const next = (
    <Button look="strong" onPress={() => setStep(step + 1)}>
      {step === 1 ? words.begin : words.next}
    </Button>
  );
  function finish(): void {
    void ask('voice.preview', { text: words.readyText });
    location.hash = '#/conversation';
  }
  return (
    <div className="page">
      <p className="soft small">{words.stepOf(step, STEPS)}</p>
      {step === 1 && (
        <Step title={words.title} text={words.text} action={next}>
          <Face floor="listening" isMuted={false} />
        </Step>
      )}
      {step === 2 && (
        <Step title={words.micTitle} text={words.micText} action={next}>
          <MicrophoneCheck />
        </Step>
      )}
      {step === 3 && (
        <Step title={words.modelsTitle} text={words.modelsText} action={next}>
          <RecommendedSet />
        </Step>
      )}
      {step === 4 && (
        <Step
          title={words.readyTitle}
          text={words.readyText}
          action={
            <Button look="strong" onPress={finish}>
              {words.done}
            </Button>
          }
        />
      )}
    </div>
  );
}

function Step({ title, text, action, children }: StepProps) {
  return (
    <>
      <header>
        <h1>{title}</h1>
        <p className="soft">{text}</p>
      </header>
      {children}
      <div className="row">{action}</div>
    </>
  );
}

interface StepProps {
  readonly title: string;
  readonly text: string;
  readonly action: ReactNode;
  readonly children?: ReactNode;
}

function MicrophoneCheck() {
  const words = useWords().onboarding;
  const isHeard = useView(({ levelDbfs }) => levelDbfs !== undefined && levelDbfs > HEARD_DBFS);
  return (
    <div className="sheet stack">
      <MicrophoneLevel />
      <p>{isHeard ? words.micOk : words.micQuiet}</p>
    </div>
  );
}

function RecommendedSet() {
  const version = useView(({ modelsVersion }) => modelsVersion);
  const [loaded, reload] = useLoaded('models.recommend', {}, version);
  return (
    <WhenLoaded loaded={loaded} reload={reload}>
      {(models) => <ModelSet models={models.filter(({ state }) => state === 'available')} onDone={reload} />}
    </WhenLoaded>
  );
}

function ModelSet({ models, onDone }: { models: readonly ModelView[]; onDone: () => void }) {
  const words = useWords();
  const [{ language }] = usePreferences();
  const { progress, install, pause } = useInstall(onDone);
  if (models.length === 0) return <p>{words.onboarding.modelsDone}</p>;
  const bySize = models.toSorted((a, b) => a.downloadBytes - b.downloadBytes);
  const totalBytes = models.reduce((sum, { downloadBytes }) => sum + downloadBytes, 0);
  return (
    <div className="sheet stack">
      <ul className="stack">
        {bySize.map((model) => (
          <li key={model.id}>
            <strong>{words.models.kinds[model.kind]}</strong>: {model.name}
            <p className="soft small">
              {sizeText(model.downloadBytes, language)} · {words.models.licence(model.licence.name)}
            </p>
          </li>
        ))}
      </ul>
      <p>{words.onboarding.total(sizeText(totalBytes, language))}</p>
      {progress === undefined ? (
        <div>
          <Button onPress={() => void install(bySize.map(({ id }) => id))}>{words.onboarding.downloadAll}</Button>
        </div>
      ) : (
        <>
          <DownloadProgress progress={progress} />
          <div>
            <Button onPress={pause}>{words.models.pause}</Button>
          </div>
        </>
      )}
    </div>
  );
}
