import { useWords } from '../../locales/use-words.tsx';
import type { Importing } from './import-model.ts';

/** What becomes of a file; the exact reason where it is none that can be taken over. */
export function ImportingText({ importing }: { importing: Importing }) {
  const { models, fault } = useWords();
  const words = models.add;
  switch (importing.kind) {
    case 'idle':
      return null;
    case 'taking':
      return words.taking(importing.name);
    case 'taken':
      return words.taken(importing.name);
    case 'without-path':
      return words.dropInBrowser(importing.name);
    case 'not-one':
      return words.notOne;
    case 'failed':
      return `${words.refused} ${importing.fault.code === 'model-missing' ? words.notThere : fault(importing.fault)}`;
  }
}
