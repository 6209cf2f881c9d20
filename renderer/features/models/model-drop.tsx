/** A model file may be dropped anywhere on the window, whatever screen is shown, but the one of documents. */

import { Button } from '../../components/button.tsx';
import { useFileDrop } from '../../components/use-file-drop.ts';
import { useWords } from '../../locales/use-words.tsx';
import { useImport } from './import-model.ts';
import { ImportingText } from './importing-text.tsx';

export function ModelDrop() {
  const words = useWords();
  const { importing, takeFiles, dismiss } = useImport();
  const isOver = useFileDrop(takeFiles);
  return (
    <>
      {isOver && (
        <div className="file-drop" aria-hidden="true">
          <p>{words.models.add.drop}</p>
        </div>
      )}
      {importing.kind !== 'idle' && (
        <div className="notice">
          <p>
            <ImportingText importing={importing} />
          </p>
          {importing.kind !== 'taking' && (
            <Button look="quiet" onPress={dismiss}>
              {words.app.dismiss}
            </Button>
          )}
        </div>
      )}
    </>
  );
}
