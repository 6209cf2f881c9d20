import { SottoFault } from '../../contract/faults.ts';

/** Throws `cancelled` once `signal` has aborted. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw cancelledFault();
}

export function cancelledFault(): SottoFault {
  return new SottoFault('cancelled', 'Cancelled. What was already received is kept and is used the next time.', {
    stage: 'models',
    retryable: true,
  });
}
