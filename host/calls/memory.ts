/** Calls about what is remembered of the user. */

import { SottoFault } from '../../contract/faults.ts';
import type { MemoryResults } from '../../contract/memory.ts';
import { factsIn, putFact } from '../../engine/engine.ts';
import type { ParsedHandlers } from '../parsed-call.ts';
import type { Surroundings } from '../surroundings.ts';

export function memoryCalls({
  profile,
  life,
  settings,
}: Pick<Surroundings, 'profile' | 'life' | 'settings'>): ParsedHandlers<keyof MemoryResults> {
  /** The next answer knows it. */
  const tell = (): void => life.current?.engine.adopt(settings());
  return {
    'memory.list': () => factsIn(profile().toolRecords),
    async 'memory.change'({ factId, text }) {
      const records = profile().toolRecords;
      const fact = (await factsIn(records)).find(({ id }) => id === factId);
      if (fact === undefined) throw new SottoFault('bad-params', 'That is not remembered any more.');
      const changed = { ...fact, text };
      await putFact(changed, records);
      tell();
      return changed;
    },
    async 'memory.remove'({ factId }) {
      await profile().toolRecords.remove('fact', factId);
      tell();
      return undefined;
    },
  };
}
