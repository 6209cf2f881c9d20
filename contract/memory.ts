/** What is remembered about the user, because they said so. */

import { z } from 'zod';

const factId = z.string().min(1).max(100);

export const memoryParams = {
  /** The oldest first. */
  'memory.list': z.object({}),
  'memory.change': z.object({ factId, text: z.string().trim().min(3).max(300) }),
  'memory.remove': z.object({ factId }),
} as const;

export interface UserFactView {
  readonly id: string;
  readonly text: string;
  readonly saidAtMs: number;
}

export interface MemoryResults {
  'memory.list': readonly UserFactView[];
  'memory.change': UserFactView;
  'memory.remove': undefined;
}
