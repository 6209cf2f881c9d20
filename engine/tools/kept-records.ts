/** Records as what they mean; a body that is not understood is passed over. */

import type { z } from 'zod';
import type { RecordKind, ToolRecords } from './tool-records.ts';

export type Kept<T> = T & { readonly id: string };

export async function keptOf<T extends object>(
  records: ToolRecords,
  kind: RecordKind,
  shape: z.ZodType<T>,
): Promise<readonly Kept<T>[]> {
  return (await records.all(kind)).flatMap(({ id, body }) => {
    const parsed = shape.safeParse(JSON.parse(body));
    return parsed.success ? [{ ...parsed.data, id }] : [];
  });
}

export async function keep<T extends object>(records: ToolRecords, kind: RecordKind, kept: Kept<T>): Promise<void> {
  const { id, ...body } = kept;
  await records.put(kind, { id, body: JSON.stringify(body) });
}
