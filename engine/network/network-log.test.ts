import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { networkLog, networkLogFile, readNetworkLog } from './network-log.ts';

test('what is told is read again; a line that is not whole is left out; a process that goes on trying is cut short', (t) => {
  const home = mkdtempSync(join(tmpdir(), 'sotto-network-'));
  t.after(() => rmSync(home, { recursive: true }));
  const file = networkLogFile(home);
  assert.deepEqual(readNetworkLog(file), []);
  const tell = networkLog(file, 'main', () => new Date(0));
  tell({ kind: 'connection', outcome: 'refused', destination: `${'x'.repeat(200)}.example:80` });
  appendFileSync(file, '{"at":');
  const [line, ...others] = readNetworkLog(file);
  assert.deepEqual([line?.at, line?.process, line?.destination.length], ['1970-01-01T00:00:00.000Z', 'main', 80]);
  assert.deepEqual(others, []);
  for (let attempt = 0; attempt < 1000; attempt += 1) {
    tell({ kind: 'name', outcome: 'refused', destination: 'secret.example' });
  }
  assert.ok(readFileSync(file, 'utf8').split('\n').length <= 502);
  if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
});
