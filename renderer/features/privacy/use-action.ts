/** One thing that is being done, and what became of it; faults are shown where it was asked for. */

import { useState } from 'react';
import { type Fault, toFault } from '../../../contract/faults.ts';

export interface Action {
  readonly isBusy: boolean;
  readonly fault: Fault | undefined;
  /** @returns whether it was done. */
  run(work: () => Promise<unknown>): Promise<boolean>;
}

export function useAction(): Action {
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  return {
    isBusy,
    fault,
    async run(work) {
      setBusy(true);
      setFault(undefined);
      try {
        await work();
        return true;
      } catch (error) {
        setFault(toFault(error));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
