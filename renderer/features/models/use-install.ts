import { useRef, useState } from 'react';
import type { InstallProgressView } from '../../../contract/assistant.ts';
import { toFault } from '../../../contract/faults.ts';
import { useClient } from '../../engine-client/use-assistant.tsx';

/** A download that can be paused: cancelling keeps what has come. */
export function useInstall(onDone: () => void) {
  const client = useClient();
  const [progress, setProgress] = useState<InstallProgressView>();
  const aborter = useRef<AbortController>(undefined);

  async function install(modelIds: string[]): Promise<void> {
    aborter.current = new AbortController();
    try {
      await client.call('models.install', { modelIds }, { signal: aborter.current.signal, onItem: setProgress });
    } catch (error) {
      const fault = toFault(error);
      if (fault.code !== 'cancelled') client.change({ kind: 'faulted', fault });
    }
    setProgress(undefined);
    onDone();
  }
  return { progress, install, pause: () => aborter.current?.abort() };
}
