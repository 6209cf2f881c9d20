/** Taking over a model file without dragging it: chosen in a window, or named by its path. */

import { type FormEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { FileChooser } from '../../components/file-chooser.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { useImport } from './import-model.ts';
import { ImportingText } from './importing-text.tsx';

export function AddModel() {
  const words = useWords().models.add;
  const { importing, takePath, takeFiles } = useImport();
  const [path, setPath] = useState('');
  const isTaking = importing.kind === 'taking';

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (path.trim() !== '') void takePath(path.trim());
  }

  return (
    <section className="stack" aria-label={words.title}>
      <h2>{words.title}</h2>
      <div className="sheet stack">
        <p className="soft">{words.text}</p>
        {window.desktop === undefined ? (
          <form className="stack" onSubmit={submit}>
            <label className="stack tight" htmlFor="model-path">
              <span className="small">{words.browser}</span>
              <input
                id="model-path"
                className="input"
                aria-label={words.path}
                value={path}
                onChange={({ target }) => setPath(target.value)}
                autoComplete="off"
                spellCheck={false}
              />
            </label>
            <div>
              <Button type="submit" isDisabled={isTaking || path.trim() === ''}>
                {words.take}
              </Button>
            </div>
          </form>
        ) : (
          <div>
            <FileChooser text={words.choose} accept=".gguf,.bin,.onnx" isDisabled={isTaking} onFiles={takeFiles} />
          </div>
        )}
        <p role="status" className={`small ${importing.kind === 'failed' ? 'caution' : ''}`}>
          <ImportingText importing={importing} />
        </p>
      </div>
    </section>
  );
}
