/** A model file may be dropped anywhere on the window, whatever screen is shown. */

import { useEffect, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { useImport } from './import-model.ts';
import { ImportingText } from './importing-text.tsx';
import './model-drop.css';

export function ModelDrop() {
  const words = useWords();
  const { importing, takeFiles, dismiss } = useImport();
  const [isOver, setOver] = useState(false);
  const take = useRef(takeFiles);
  take.current = takeFiles;

  useEffect(() => {
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    // A page that does not say that it takes files has the window open them instead.
    const over = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      take.current([...(event.dataTransfer?.files ?? [])]);
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, []);

  return (
    <>
      {isOver && (
        <div className="model-drop" aria-hidden="true">
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
