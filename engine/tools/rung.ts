/** What rings, or rang a moment ago: it can be stopped and put off, also by another process. */

import { z } from 'zod';
import { type Kept, keep, keptOf } from './kept-records.ts';
import type { ToolRecords } from './tool-records.ts';

const rung = z.object({
  kind: z.enum(['timer', 'alarm', 'reminder']),
  label: z.string(),
  language: z.enum(['en', 'de']),
  rangAtMs: z.number(),
  /** Of an alarm: it goes on until it is stopped. */
  timesLeft: z.number().int(),
});
export type Rung = z.infer<typeof rung>;

const ID = 'last';
/** After it nobody means this ringing any more. */
const REMEMBERED_MS = 30 * 60_000;

export async function lastRung(records: ToolRecords, nowMs: number): Promise<Kept<Rung> | undefined> {
  const [last] = await keptOf(records, 'rung', rung);
  return last === undefined || Math.abs(nowMs - last.rangAtMs) > REMEMBERED_MS ? undefined : last;
}

export async function noteRung(records: ToolRecords, what: Rung): Promise<void> {
  await keep(records, 'rung', { ...what, id: ID });
}

export async function forgetRung(records: ToolRecords): Promise<void> {
  await records.remove('rung', ID);
}
