// One test file in a process of its own, ended with everything it started when it hangs.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../toolchain/run.mjs';

const REPORTER = new URL('event-reporter.mjs', import.meta.url).href;

/**
 * @typedef {{ name: string, error: string }} Failure
 * @typedef {{ file: string, passed: number, failed: number, skipped: number, failures: Failure[],
 *   skips: string[], ms: number }} FileResult
 */

/**
 * @param {{ file: string, label: string, runtime: string, flags: readonly string[],
 *   env: Record<string, string>, limitMs: number }} job
 * @returns {Promise<FileResult>} What cannot be counted (a crash, a hang, a file without a test) counts as a failure.
 */
export async function runTestFile(job) {
  const folder = await mkdtemp(path.join(tmpdir(), 'sotto-test-'));
  const events = path.join(folder, 'events.jsonl');
  try {
    const args = [...job.flags, `--test-reporter=${REPORTER}`, `--test-reporter-destination=${events}`, job.file];
    const env = { ...job.env, SOTTO_TEST: '1', SOTTO_KEYRING: 'off', NODE_OPTIONS: '', NODE_TEST_CONTEXT: undefined };
    const ended = await run(job.runtime, args, { env, limitMs: job.limitMs });
    const lines = (await readFile(events, 'utf8').catch(() => '')).split('\n').filter((text) => text !== '');
    return summarize(
      job,
      ended,
      lines.map((text) => JSON.parse(text)),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function summarize(job, ended, events) {
  const finished = events.filter((event) => event.type === 'finished');
  const failures = finished.filter((event) => event.outcome === 'failed').map(({ name, error }) => ({ name, error }));
  const passed = finished.filter((event) => event.outcome === 'passed').length;
  const skips = finished.filter((event) => event.outcome === 'skipped').map((event) => event.reason ?? event.name);
  if (ended.timedOut) {
    const open =
      unfinished(events).join(' › ') || (finished.length > 0 ? 'after the last test' : 'before the first test');
    failures.push({
      name: `(hang) ${open}`,
      error: `Not done after ${job.limitMs / 1000} s; ended.\n${tail(ended.output)}`,
    });
  } else if (ended.code !== 0 && failures.length === 0) {
    failures.push({ name: '(crash)', error: `Exit code ${ended.code}.\n${tail(ended.output)}` });
  } else if (finished.length === 0) {
    failures.push({ name: '(no test)', error: 'The file ran no test.' });
  } else if (failures.length > 0 && ended.output.trim() !== '') {
    failures[failures.length - 1].error += `\noutput of the file:\n${tail(ended.output)}`;
  }
  return { file: job.label, passed, failed: failures.length, skipped: skips.length, failures, skips, ms: ended.ms };
}

/** Names of the tests that began and never finished, outermost first. */
function unfinished(events) {
  const open = [];
  for (const event of events) {
    if (event.type === 'started') open.push(event.name);
    else if (open.includes(event.name)) open.splice(open.lastIndexOf(event.name), 1);
  }
  return open;
}

function tail(text) {
  const lines = text.trimEnd().split('\n');
  return lines.slice(-60).join('\n');
}
