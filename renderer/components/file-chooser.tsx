/** A button that has the system's window choose files. */

import { useRef } from 'react';
import { Button } from './button.tsx';

export function FileChooser({ text, accept, isMultiple = false, look, isDisabled = false, onFiles }: FileChooserProps) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={chooser}
        className="visually-hidden"
        type="file"
        accept={accept}
        multiple={isMultiple}
        tabIndex={-1}
        aria-hidden="true"
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          // The same file may be chosen again.
          target.value = '';
        }}
      />
      <Button
        {...(look === undefined ? {} : { look })}
        isDisabled={isDisabled}
        onPress={() => chooser.current?.click()}
      >
        {text}
      </Button>
    </>
  );
}

interface FileChooserProps {
  readonly text: string;
  /** Endings, as in `.gguf,.bin`; any where it is absent. */
  readonly accept?: string;
  readonly isMultiple?: boolean;
  readonly look?: 'quiet';
  readonly isDisabled?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}
