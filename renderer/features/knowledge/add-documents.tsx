/** Files and folders to be read: dropped on the page, chosen in a window, or named by their path. */

import { type FormEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { FileChooser } from '../../components/file-chooser.tsx';
import { useFileDrop } from '../../components/use-file-drop.ts';
import { useAsk } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';

export function AddDocuments({ onAdded }: { onAdded: () => void }) {
  const words = useWords().knowledge;
  const ask = useAsk();
  const [path, setPath] = useState('');
  const [isUnplaced, setUnplaced] = useState(false);

  async function add(paths: readonly string[]): Promise<void> {
    setUnplaced(paths.length === 0);
    if (paths.length === 0) return;
    const added = await ask('knowledge.add', { paths: [...paths] });
    if (added === undefined) return;
    setPath('');
    onAdded();
  }

  const isOver = useFileDrop((files) => void add(pathsOf(files)));

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (path.trim() !== '') void add([path.trim()]);
  }

  return (
    <section className="sheet stack" aria-label={words.add}>
      {isOver && (
        <div className="file-drop" aria-hidden="true">
          <p>{words.drop}</p>
        </div>
      )}
      <h2>{words.add}</h2>
      <p className="soft">{words.addHelp}</p>
      <form className="row" onSubmit={submit}>
        <input
          className="input wide"
          aria-label={words.path}
          placeholder={words.path}
          value={path}
          onChange={({ target }) => setPath(target.value)}
          autoComplete="off"
          spellCheck={false}
        />
        <Button type="submit" isDisabled={path.trim() === ''}>
          {words.take}
        </Button>
        {window.desktop !== undefined && (
          <FileChooser text={words.choose} look="quiet" isMultiple onFiles={(files) => void add(pathsOf(files))} />
        )}
      </form>
      <p role="status" className="small caution">
        {isUnplaced && words.noPath}
      </p>
    </section>
  );
}

function pathsOf(files: readonly File[]): readonly string[] {
  return files.flatMap((file) => window.desktop?.pathOf(file) || []);
}
