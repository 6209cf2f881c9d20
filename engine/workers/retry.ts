/** One more attempt after a worker died under a call: the next one finds a fresh worker with the model loaded. */

import { SottoFault } from '../../contract/faults.ts';

export async function retryOnce<T>(attempt: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (signal?.aborted || !diedUnderCall(error)) throw error;
    return attempt();
  }
}

export function diedUnderCall(error: unknown): boolean {
  return error instanceof SottoFault && (error.code === 'worker-crashed' || error.code === 'worker-hung');
}
