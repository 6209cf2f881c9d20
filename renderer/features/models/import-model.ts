/** A model file of the user's own: where it lies, and how it is taken over. */

import { useState } from 'react';
import { type Fault, toFault } from '../../../contract/faults.ts';
import { useClient } from '../../engine-client/use-assistant.tsx';

export type Importing =
  | { readonly kind: 'idle' }
  | { readonly kind: 'taking' | 'taken' | 'without-path'; readonly name: string }
  | { readonly kind: 'not-one' }
  | { readonly kind: 'failed'; readonly fault: Fault };

const IDLE: Importing = { kind: 'idle' };

export function useImport() {
  const client = useClient();
  const [importing, setImporting] = useState<Importing>(IDLE);

  async function takePath(path: string): Promise<void> {
    const name = path.split(/[/\\]/).at(-1) ?? path;
    setImporting({ kind: 'taking', name });
    try {
      await client.call('models.import', { path });
      setImporting({ kind: 'taken', name });
    } catch (error) {
      setImporting({ kind: 'failed', fault: toFault(error) });
    }
  }

  /** The description beside a Piper voice may be dropped along with it. */
  function takeFiles(files: readonly File[]): void {
    const [file, another] = files.filter(({ name }) => !name.endsWith('.onnx.json'));
    if (file === undefined || another !== undefined) {
      setImporting({ kind: 'not-one' });
      return;
    }
    const path = window.desktop?.pathOf(file) ?? '';
    if (path === '') setImporting({ kind: 'without-path', name: file.name });
    else void takePath(path);
  }

  return { importing, takePath, takeFiles, dismiss: () => setImporting(IDLE) };
}
