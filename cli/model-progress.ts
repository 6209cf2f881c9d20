import type { openLibrary } from '../engine/engine.ts';
import { type Io, printJson } from './io.ts';
import { formatSize } from './model-list.ts';

type Library = Awaited<ReturnType<typeof openLibrary>>;
type InstallProgress = Parameters<NonNullable<Parameters<Library['install']>[1]['onProgress']>>[0];

export interface ProgressReporter {
  readonly report: (progress: InstallProgress) => void;
  /** Leaves the terminal at the start of a fresh line. */
  end(): void;
}

const REDRAW_MS = 100;
const BAR_CHARACTERS = 24;

/** A bar that redraws itself on a terminal; elsewhere a line per phase, and with `asJson` events on standard output. */
export function progressReporter(
  io: Io,
  asJson: boolean,
  nowMs: () => number = () => performance.now(),
): ProgressReporter {
  if (asJson) return sparingly(nowMs, (progress) => printJson(io, { type: 'model.progress', ...progress }));
  if (io.stderr.isTTY) return bar(io, nowMs);
  let last = '';
  return {
    report: (progress) => {
      const line = `${progress.id}: ${phaseText(progress)}`;
      if (line === last || progress.phase === 'landed') return;
      last = line;
      io.stderr.write(`${line}\n`);
    },
    end: () => undefined,
  };
}

function bar(io: Io, nowMs: () => number): ProgressReporter {
  let drawn = false;
  const { report } = sparingly(nowMs, (progress) => {
    drawn = true;
    io.stderr.write(
      `\r\u001b[K${progress.id}  ${progress.phase === 'downloading' ? downloadText(progress) : phaseText(progress)}`,
    );
  });
  return {
    report,
    end: () => {
      if (drawn) io.stderr.write('\r\u001b[K');
      drawn = false;
    },
  };
}

/** Every change of phase, and of the rest as many as an eye can follow. */
function sparingly(nowMs: () => number, show: (progress: InstallProgress) => void): ProgressReporter {
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let shownPhase = '';
  return {
    report: (progress) => {
      const phase = `${progress.id} ${phaseText(progress)}`;
      if (phase === shownPhase && nowMs() - shownAtMs < REDRAW_MS) return;
      shownPhase = phase;
      shownAtMs = nowMs();
      show(progress);
    },
    end: () => undefined,
  };
}

function downloadText({ receivedBytes, totalBytes, bytesPerSecond, remainingMs }: InstallProgress): string {
  const share = totalBytes > 0 ? Math.min(1, receivedBytes / totalBytes) : 0;
  const full = Math.round(share * BAR_CHARACTERS);
  const left = remainingMs === undefined ? '' : `  ${formatDuration(remainingMs)} left`;
  return (
    `[${'#'.repeat(full)}${'.'.repeat(BAR_CHARACTERS - full)}] ${(share * 100).toFixed(0)} %  ` +
    `${formatSize(receivedBytes)} of ${formatSize(totalBytes)}  ${formatSize(bytesPerSecond)}/s${left}`
  );
}

function phaseText({ phase, detail }: InstallProgress): string {
  return detail === undefined ? phase : `${phase} (${detail})`;
}

function formatDuration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
