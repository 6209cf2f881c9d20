/** Calls about documents: which there are, and what they say. */

import { SottoFault } from '../../contract/faults.ts';
import type { KnowledgeResults } from '../../contract/knowledge.ts';
import type { ParsedHandlers } from '../parsed-call.ts';
import type { Surroundings } from '../surroundings.ts';

export function knowledgeCalls({ ownProfile }: Surroundings): ParsedHandlers<keyof KnowledgeResults> {
  const knowledge = () => ownProfile.knowledge();
  return {
    async 'knowledge.list'() {
      return { collections: knowledge().collections(), documents: knowledge().documents() };
    },
    async 'knowledge.add'({ paths, collection }) {
      await knowledge().add(paths, collection);
      return {
        sources: knowledge()
          .collections()
          .flatMap(({ sources }) => sources).length,
      };
    },
    async 'knowledge.remove'({ what }) {
      await knowledge().remove(what);
      return undefined;
    },
    async 'knowledge.refresh'() {
      knowledge().refresh();
      return undefined;
    },
    async 'knowledge.pause'({ isPaused }) {
      if (isPaused) knowledge().pause();
      else knowledge().resume();
      return undefined;
    },
    async 'knowledge.text'({ documentId }) {
      const text = knowledge().text(documentId);
      if (text === undefined) throw new SottoFault('bad-params', `There is no document ${documentId}.`);
      return text;
    },
    async 'knowledge.search'({ query }, { signal }) {
      const { passages } = await knowledge().search({ query }, signal);
      return passages.map(({ citation }) => citation);
    },
  };
}
