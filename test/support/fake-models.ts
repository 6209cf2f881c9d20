/** Models in every state a page can show them in. */

import type { ModelView } from '../../contract/assistant.ts';
import type { DownloadView } from '../../contract/model-views.ts';

const NOON_MS = 1_760_000_000_000;
const FREE_BYTES = 6_400_000_000;
const TOTAL_BYTES = 16_000_000_000;

type Given = Pick<ModelView, 'id' | 'kind' | 'name'> & { readonly bytes: number } & Partial<ModelView>;

function model({ bytes, ...given }: Given): ModelView {
  const neededBytes = bytes * 1.2;
  const verdict = neededBytes > TOTAL_BYTES * 0.9 ? 'does-not-fit' : neededBytes > FREE_BYTES ? 'tight' : 'fits';
  return {
    ...{ publisher: 'A publisher', state: 'available', origin: 'catalogue', isInUse: false, notes: '' },
    ...{ downloadBytes: bytes, installedBytes: bytes, memoryBytes: neededBytes, languages: ['en'] },
    fit: { verdict, neededBytes, availableBytes: FREE_BYTES, totalBytes: TOTAL_BYTES },
    licence: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0', forbids: [] },
    ...given,
  };
}

const INSTALLED = { state: 'installed' } as const;

export const FAKE_MODELS: readonly ModelView[] = [
  model({
    ...{ id: 'qwen3.5-2b', kind: 'llm', name: 'Qwen3.5 2B', bytes: 1_400_000_000, ...INSTALLED, isInUse: true },
    health: { state: 'intact', checkedAtMs: NOON_MS, problems: [] },
    measured: {
      atMs: NOON_MS,
      figures: { tokensPerSecond: 18.2, timeToFirstTokenMs: 240, memoryBytes: 1_650_000_000, loadMs: 2100 },
    },
  }),
  model({
    ...{ id: 'llama-3.2-1b', kind: 'llm', name: 'Llama 3.2 1B', bytes: 810_000_000, ...INSTALLED },
    health: { state: 'damaged', checkedAtMs: NOON_MS, problems: [{ path: 'model.gguf', problem: 'wrong-hash' }] },
    licence: { name: 'Llama 3.2 Community', forbids: ['large-platforms'] },
  }),
  model({ id: 'gemma-4-e4b', kind: 'llm', name: 'Gemma 4 E4B', bytes: 5_800_000_000 }),
  model({ id: 'qwen3.5-27b', kind: 'llm', name: 'Qwen3.5 27B', bytes: 16_500_000_000 }),
  model({ id: 'whisper-base', kind: 'stt', name: 'Whisper base', bytes: 82_000_000, languages: ['*'] }),
  model({
    ...{ id: 'my-whisper', kind: 'stt', name: 'my-whisper', bytes: 44_000_000, ...INSTALLED },
    ...{ origin: 'import', downloadBytes: 0, isInUse: true, publisher: 'unknown' },
    health: { state: 'unchecked', problems: [] },
    licence: { name: 'unknown', forbids: [] },
  }),
  model({
    ...{ id: 'piper-en-us-joe', kind: 'tts', name: 'Joe', bytes: 63_000_000, ...INSTALLED, isInUse: true },
    health: { state: 'unchecked', problems: [] },
    measured: { atMs: NOON_MS, figures: { firstClauseMs: 95, realTimeFactor: 0.08 } },
  }),
  model({
    ...{ id: 'xtts', kind: 'tts', name: 'Ava', bytes: 1_800_000_000 },
    licence: { name: 'CPML', forbids: ['commercial-use'] },
  }),
];

export const FAKE_DOWNLOADS: readonly DownloadView[] = [
  {
    ...{ modelId: 'gemma-4-e4b', state: 'running', phase: 'downloading' },
    ...{ doneBytes: 2_400_000_000, totalBytes: 5_800_000_000, bytesPerSecond: 21_000_000 },
  },
  {
    ...{ modelId: 'whisper-base', state: 'paused', phase: 'downloading' },
    ...{ doneBytes: 30_000_000, totalBytes: 82_000_000, bytesPerSecond: 0 },
  },
];
