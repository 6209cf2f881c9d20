/**
 * What this profile's processes tried, and what became of it: one line an attempt, in a file that never leaves this
 * machine. A line names who, what and where to; never what was to be sent.
 */

import { appendFileSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { CONNECT_PURPOSES, LISTEN_PURPOSE } from './purposes.ts';

const attempt = z.object({
  at: z.string(),
  /** The process: its entry module. */
  process: z.string(),
  outcome: z.enum(['let-through', 'refused']),
  purpose: z.enum([...CONNECT_PURPOSES, LISTEN_PURPOSE]).optional(),
  kind: z.enum(['connection', 'name', 'datagram', 'listener', 'program', 'thread', 'page']),
  destination: z.string(),
});

export type Attempt = z.infer<typeof attempt>;

/** A process that keeps trying fills no disk: after this many lines it is quiet, and the file takes no more at its limit. */
const MAX_LINES = 500;
const MAX_FILE_BYTES = 1024 * 1024;
const MAX_DESTINATION_CHARACTERS = 80;

export function networkLogFile(dataDir: string): string {
  return join(dataDir, 'network.jsonl');
}

/** Writes to the file as things happen: a process that is killed has told. Best effort. */
export function networkLog(
  file: string,
  process: string,
  now: () => Date,
): (told: Omit<Attempt, 'at' | 'process'>) => void {
  let lines = 0;
  return (told) => {
    lines += 1;
    if (lines > MAX_LINES) return;
    try {
      mkdirSync(dirname(file), { recursive: true });
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_FILE_BYTES) return;
      const destination = told.destination.slice(0, MAX_DESTINATION_CHARACTERS);
      const line: Attempt = { at: now().toISOString(), process, ...told, destination };
      appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
    } catch {
      // A refusal holds whether or not it could be noted.
    }
  };
}

/** Oldest first. Lines that are not whole are left out; no file is no attempt. */
export function readNetworkLog(file: string): readonly Attempt[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      return [attempt.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}
