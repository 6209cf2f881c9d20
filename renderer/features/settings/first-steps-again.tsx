import { Button } from '../../components/button.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { keepFirstRun } from '../onboarding/first-run.ts';
import { SettingRow } from './setting-row.tsx';

export function FirstStepsAgain() {
  const words = useWords().settings.firstSteps;
  function begin(): void {
    keepFirstRun({ step: 'welcome', isOver: false });
    location.hash = '#/onboarding';
  }
  return (
    <SettingRow id="first-steps" name={words.name} help={words.help}>
      <div>
        <Button onPress={begin}>{words.begin}</Button>
      </div>
    </SettingRow>
  );
}
