import type { RecordKind, ToolRecords } from './tool-records.ts';

/** The same records; tells after each change of a kind. */
export function watchRecords(records: ToolRecords, kind: RecordKind, changed: () => void): ToolRecords {
  return {
    all: (wanted) => records.all(wanted),
    async put(into, record) {
      await records.put(into, record);
      if (into === kind) changed();
    },
    async remove(from, id) {
      await records.remove(from, id);
      if (from === kind) changed();
    },
  };
}
