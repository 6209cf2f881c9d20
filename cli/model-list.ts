import type { openLibrary } from '../engine/engine.ts';

type Library = Awaited<ReturnType<typeof openLibrary>>;
type ListedModel = Awaited<ReturnType<Library['list']>>[number];

const MARKS = { fits: '', tight: 'tight here', 'does-not-fit': 'too large here' } as const;

/** A table of models, one line each. */
export function listLines(models: readonly ListedModel[]): readonly string[] {
  const rows = models.map((model) => [
    model.state === 'installed' ? '●' : '○',
    model.description.kind,
    model.description.id,
    formatSize(model.installedBytes),
    licenceOf(model),
    MARKS[model.fit.verdict],
  ]);
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, '', '● installed   ○ available'];
}

function licenceOf({ description: { licence } }: ListedModel): string {
  return licence.forbids === undefined ? licence.name : `${licence.name} (no ${licence.forbids.join(', no ')})`;
}

/** Decimal units, as disks are sold. */
export function formatSize(bytes: number): string {
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(0)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
