/** Taking over a model file without dragging it: chosen in a window, or named by its path. */

import { type FormEvent, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { useImport } from './import-model.ts';
import { ImportingText } from './importing-text.tsx';

export function AddModel() {
  const words = useWords().models.add;
  const { importing, takePath, takeFiles } = useImport();
  const chooser = useRef<HTMLInputElement>(null);
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
            <input
              ref={chooser}
              className="visually-hidden"
              type="file"
              accept=".gguf,.bin,.onnx"
              tabIndex={-1}
              aria-hidden="true"
              onChange={({ target }) => {
                takeFiles([...(target.files ?? [])]);
                target.value = '';
              }}
            />
            <Button isDisabled={isTaking} onPress={() => chooser.current?.click()}>
              {words.choose}
            </Button>
          </div>
        )}
        <p role="status" className={`small ${importing.kind === 'failed' ? 'caution' : ''}`}>
          <ImportingText importing={importing} />
        </p>
      </div>
    </section>
  );
}
