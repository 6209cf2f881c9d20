import { usePreferences } from '../../app/preferences.tsx';
import { Button } from '../../components/button.tsx';
import { WhenLoaded } from '../../components/loaded.tsx';
import { useAssistantState, useLoaded } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { sizeText } from '../models/size.ts';
import { answerWord } from './first-steps.ts';

export function MachineSpeed() {
  const words = useWords().onboarding;
  const [{ language }] = usePreferences();
  const [loaded, reload] = useLoaded('machine.measure', {});
  const isReady = useAssistantState(({ phase }) => phase === 'ready');
  return (
    <div className="sheet stack" aria-live="polite">
      {loaded.kind === 'loading' ? (
        <p className="soft">{words.measuring}</p>
      ) : (
        <WhenLoaded loaded={loaded} reload={reload}>
          {({ cores, totalMemoryBytes, answerMs, basis }) => (
            <>
              <p className="speech">{words.answerIn[answerWord(answerMs)]}</p>
              <p>{words.machine(cores, sizeText(totalMemoryBytes, language))}</p>
              <p>{isReady ? words.installedHere : words.recommendedHere}</p>
              <div className="row">
                <p className="soft small">{words.basis[basis]}</p>
                <Button look="quiet" onPress={reload}>
                  {words.measureAgain}
                </Button>
              </div>
            </>
          )}
        </WhenLoaded>
      )}
    </div>
  );
}
