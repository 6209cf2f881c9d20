import { useEffect, useState } from 'react';
import { type Fault, toFault } from '../../../contract/faults.ts';
import { useClient, useView } from '../../engine-client/use-assistant.tsx';

export interface MicrophoneLevelNow {
  /** Undefined until something was heard of it. */
  readonly levelDbfs: number | undefined;
  /** Why it cannot be heard. */
  readonly fault: Fault | undefined;
  readonly retry: () => void;
}

/** How loud the microphone is, also while no conversation listens. `isAlone`: while this is shown, none does. */
export function useMicrophoneLevel({ isAlone = false } = {}): MicrophoneLevelNow {
  const client = useClient();
  const told = useView(({ levelDbfs }) => levelDbfs);
  const isOpen = useView(({ link }) => link === 'open');
  // An assistant that starts or is ready opens the device itself.
  const isBusy = useView(({ state }) => state?.phase === 'starting' || (state?.phase === 'ready' && !isAlone));
  const [own, setOwn] = useState<number>();
  const [fault, setFault] = useState<Fault>();
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` only asks for another call
  useEffect(() => {
    setOwn(undefined);
    setFault(undefined);
    if (!isOpen || isBusy) return;
    const aborter = new AbortController();
    client
      .call('microphone.listen', { isAlone }, { signal: aborter.signal, onItem: ({ levelDbfs }) => setOwn(levelDbfs) })
      .catch((error: unknown) => {
        if (!aborter.signal.aborted) setFault(toFault(error));
      });
    return () => aborter.abort();
  }, [client, isOpen, isBusy, isAlone, attempt]);
  const isLost = useView(({ state }) => state?.phase === 'ready' && state.microphone.state === 'lost');
  const lost: Fault | undefined = isLost ? { code: 'device-missing', message: '', retryable: true } : undefined;
  return { levelDbfs: isBusy ? told : own, fault: fault ?? lost, retry: () => setAttempt((count) => count + 1) };
}
