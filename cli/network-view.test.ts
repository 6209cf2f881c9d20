import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settings } from '../contract/settings.ts';
import type { Attempt } from '../engine/engine.ts';
import { connectPurposes } from '../host/network-switches.ts';
import { countAttempts, networkLines } from './network-view.ts';

const REFUSED: Attempt = {
  at: '2026-01-01T10:00:00.000Z',
  process: 'llm-worker',
  outcome: 'refused',
  kind: 'connection',
  destination: '10.1.2.3:443',
};

test('attempts of one kind to one place are one line, the latest first', () => {
  const later = { ...REFUSED, at: '2026-01-01T11:00:00.000Z' };
  const other = { ...REFUSED, at: '2026-01-01T10:30:00.000Z', kind: 'name' as const, destination: 'secret.example' };
  const counts = countAttempts([REFUSED, other, later]);
  assert.deepEqual(
    counts.map(({ kind, times, lastAt }) => ({ kind, times, lastAt })),
    [
      { kind: 'connection', times: 2, lastAt: later.at },
      { kind: 'name', times: 1, lastAt: other.at },
    ],
  );
});

test('a person reads what is on, where it leads, and what was refused', () => {
  const server = { baseUrl: 'http://127.0.0.1:11434/v1', model: 'any' };
  const purposes = connectPurposes(settings.parse({ server, network: { modelDownloads: 'off' } }));
  const text = networkLines(purposes, countAttempts([REFUSED]), 'network.jsonl').join('\n');
  assert.match(text, /off model-download/);
  assert.match(text, /on {2}own-server +to 127\.0\.0\.1:11434/);
  assert.match(text, /off mcp/);
  assert.match(text, /REFUSED +1 × {2}connection to 10\.1\.2\.3:443 by llm-worker/);
  assert.match(networkLines(purposes, [], 'network.jsonl').join('\n'), /Nothing was ever tried/);
});
