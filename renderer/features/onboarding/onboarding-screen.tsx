/** Guided and short: hear the user, know the machine, get the models, talk. */

import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { useAssistantState } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { Face } from '../avatar/face.tsx';
import { EncryptionOffer } from '../privacy/encryption-offer.tsx';
import { keepFirstRun, useFirstRun } from './first-run.ts';
import { type FirstStep, stepsFor } from './first-steps.ts';
import { MachineSpeed } from './machine-speed.tsx';
import { MicrophoneCheck } from './microphone-check.tsx';
import { RecommendedSet } from './recommended-set.tsx';
import { TryOut } from './try-out.tsx';
import './onboarding.css';

const CONTENT: Readonly<Record<FirstStep, (props: { goTo: (step: FirstStep) => void }) => ReactNode>> = {
  welcome: Welcome,
  microphone: MicrophoneCheck,
  speed: MachineSpeed,
  models: RecommendedSet,
  talk: TryOut,
};

export function OnboardingScreen() {
  const words = useWords().onboarding;
  const phase = useAssistantState((state) => state.phase);
  // The steps stay the same while somebody is on them, also once the models have come.
  const [hadModels] = useState(phase === 'ready');
  const steps = stepsFor(hadModels);
  const { step: kept } = useFirstRun();
  const step = steps.includes(kept) ? kept : 'welcome';
  const at = steps.indexOf(step);
  const heading = useHeading(step);
  // Who was led here stays here, also once the models have come.
  useEffect(() => {
    if (location.hash !== '#/onboarding') location.replace('#/onboarding');
  }, []);
  const goTo = (next: FirstStep): void => keepFirstRun({ step: next, isOver: false });
  const [previous, next] = [steps[at - 1], steps[at + 1]];
  const titles: Record<FirstStep, readonly [string, string]> = {
    welcome: [words.title, words.text],
    microphone: [words.micTitle, words.micText],
    speed: [words.speedTitle, words.speedText],
    models: [words.modelsTitle, words.modelsText],
    talk: [words.talkTitle, phase === 'ready' ? words.talkText : ''],
  };
  const [title, text] = titles[step];
  const Content = CONTENT[step];
  // One thing at a time stands out.
  const isDownloadFirst = step === 'models' && phase === 'needs-models';

  function finish(): void {
    keepFirstRun({ step: 'welcome', isOver: true });
    location.hash = '#/conversation';
  }

  return (
    <div className="page first-steps">
      <ol className="steps" aria-label={words.stepsLabel}>
        {steps.map((one, index) => (
          <li key={one} aria-current={one === step ? 'step' : undefined} data-done={index < at}>
            {words.steps[one]}
          </li>
        ))}
      </ol>
      <header>
        <p className="soft small">{words.stepOf(at + 1, steps.length)}</p>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <p className="soft">{text}</p>
      </header>
      <Content goTo={goTo} />
      <div className="row step-actions">
        {next === undefined ? (
          <Button onPress={finish}>{phase === 'ready' ? words.done : words.skip}</Button>
        ) : (
          <Button look={isDownloadFirst ? 'plain' : 'strong'} onPress={() => goTo(next)}>
            {step === 'welcome' ? words.begin : words.next}
          </Button>
        )}
        {previous !== undefined && <Button onPress={() => goTo(previous)}>{words.back}</Button>}
        {next !== undefined && (
          <Button look="quiet" onPress={finish}>
            {words.skip}
          </Button>
        )}
      </div>
    </div>
  );
}

function Welcome() {
  const words = useWords().onboarding;
  const isReady = useAssistantState(({ phase }) => phase === 'ready');
  return (
    <>
      <Face floor="listening" isMuted={false} />
      {isReady && <p>{words.ready}</p>}
      <EncryptionOffer />
    </>
  );
}

/** Whoever goes on by keyboard or hears the page begins at the heading of the step; not so when the page opens. */
function useHeading(step: FirstStep) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    heading.current?.focus();
  }, [step]);
  return heading;
}
