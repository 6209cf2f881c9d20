/** A few documents for the pages. */

import type { AssistantCalls } from '../../contract/assistant.ts';
import type { Citation, DocumentView, KnowledgeView } from '../../contract/knowledge.ts';
import type { Handlers } from '../../contract/rpc.ts';

const LEASE_TEXT = [
  'Lease of the flat in Mill Lane 4.',
  'The landlord keeps the heating running from October to April, at no less than twenty degrees by day.',
  'Pets are welcome, bagpipes are not.',
].join('\n\n');
const QUOTE = LEASE_TEXT.split('\n\n')[1] ?? '';

const LEASE: DocumentView = {
  ...{ id: 'd1', collectionId: 'k1', title: 'Lease', path: '/letters/lease.pdf' },
  ...{ format: 'pdf', sizeBytes: 48_000, pages: 3, passages: 3 },
};
const SCAN: DocumentView = {
  ...{ id: 'd2', collectionId: 'k1', title: 'Old contract', path: '/letters/old.pdf' },
  ...{ format: 'pdf', sizeBytes: 900_000, passages: 0, skipped: 'scanned' },
};

export const FAKE_CITATION: Citation = {
  ...{ passageId: 2, documentId: 'd1', title: 'Lease', headings: [], page: 2, quote: QUOTE },
  ...{ startOffset: LEASE_TEXT.indexOf(QUOTE), endOffset: LEASE_TEXT.indexOf(QUOTE) + QUOTE.length },
  spoken: 'from the lease, page two',
};

const VIEW: KnowledgeView = {
  collections: [
    {
      ...{ id: 'k1', name: 'Documents', documents: 1, skipped: 1 },
      sources: [{ id: 1, path: '/letters', kind: 'folder', state: 'present' }],
    },
  ],
  documents: [LEASE, SCAN],
};

type KnowledgeCall = Extract<keyof AssistantCalls, `knowledge.${string}`>;

export function fakeKnowledge(): Pick<Handlers<AssistantCalls>, KnowledgeCall> {
  const nothing = async (): Promise<undefined> => undefined;
  return {
    'knowledge.list': async () => VIEW,
    'knowledge.add': async () => ({ sources: 2 }),
    'knowledge.remove': nothing,
    'knowledge.refresh': nothing,
    'knowledge.pause': nothing,
    'knowledge.text': async () => ({ document: LEASE, text: LEASE_TEXT, pageOffsets: [0, LEASE_TEXT.indexOf(QUOTE)] }),
    'knowledge.search': async ({ query }) => (query.includes('heating') ? [FAKE_CITATION] : []),
  };
}
