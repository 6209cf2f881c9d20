/** `sotto doctor --network` for people: what may connect, where, what was tried, and how to check all of it. */

import type { Attempt, Purpose } from '../engine/engine.ts';
import type { PurposeView } from '../host/network-switches.ts';

export interface AttemptCount {
  readonly outcome: Attempt['outcome'];
  readonly kind: Attempt['kind'];
  readonly process: string;
  readonly destination: string;
  readonly purpose?: Purpose | undefined;
  readonly times: number;
  /** ISO 8601. */
  readonly lastAt: string;
}

/** Attempts of the same kind by the same process to the same place are one line. The latest come first. */
export function countAttempts(attempts: readonly Attempt[]): readonly AttemptCount[] {
  const counts = new Map<string, AttemptCount>();
  for (const { at, ...attempt } of attempts) {
    const key = JSON.stringify(attempt);
    const times = (counts.get(key)?.times ?? 0) + 1;
    counts.set(key, { ...attempt, times, lastAt: at });
  }
  return [...counts.values()].sort((a, b) => b.lastAt.localeCompare(a.lastAt));
}

const SHOWN = 20;

export function networkLines(
  purposes: readonly PurposeView[],
  counts: readonly AttemptCount[],
  logFile: string,
): readonly string[] {
  const lines = ['Nothing connects but for these purposes, and each only to its own places.', ''];
  for (const { purpose, isOn, leadsTo, when } of purposes) {
    lines.push(`${isOn ? 'on ' : 'off'} ${purpose.padEnd(15)} to ${leadsTo}`, `    ${''.padEnd(15)} ${when}`);
  }
  lines.push(
    `off ${'local-pages'.padEnd(15)} listens on 127.0.0.1 only, while "sotto serve --local" runs`,
    '',
    'The workers that run models, and the pages, have no purpose at all: they never connect.',
    '',
    counts.length === 0 ? 'Nothing was ever tried.' : 'What was tried:',
  );
  for (const { outcome, kind, process, destination, times, lastAt } of counts.slice(0, SHOWN)) {
    const end = outcome === 'refused' ? 'REFUSED' : 'let out';
    lines.push(`  ${end}  ${String(times).padStart(4)} ×  ${kind} to ${destination} by ${process}, last ${lastAt}`);
  }
  if (counts.length > SHOWN) lines.push(`  and ${counts.length - SHOWN} more`);
  lines.push(
    `  (${logFile}: yours to read and to delete; it holds no word of what was said)`,
    '',
    'See for yourself, without believing this program:',
    '  sudo unshare --net sotto ask --text "Hello" --silent    answers without any network',
    '  npm run test:privacy                                    counts the packets of whole conversations: none',
    '  sudo tcpdump -i any not host 127.0.0.1                  shows what leaves this machine while you talk',
  );
  return lines;
}
