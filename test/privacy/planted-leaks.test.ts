/** Every planted leak is seen where nothing forbids it, and refused where the guard stands. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { networkLogFile, readNetworkLog } from '../../engine/network/network-log.ts';
import { type NetworkSink, noSinkBecause, openNetworkSink } from '../support/network-sink.ts';
import { type TestFolder, testFolder } from '../support/test-folder.ts';
import { LEAKS } from './planted-leaks.ts';

const PLANTED = join(import.meta.dirname, 'planted-leaks.ts');
/** An event without a reason is all that a page's kind of socket tells. */
const TELLS_NO_REASON = new Set(['WebSocket']);

describe('planted leaks', { skip: noSinkBecause() }, () => {
  let sink: NetworkSink;
  let home: TestFolder;
  before(async () => {
    sink = await openNetworkSink();
    home = await testFolder();
  });
  after(async () => {
    await sink?.[Symbol.asyncDispose]();
    await home?.[Symbol.asyncDispose]();
  });

  async function leak(name: string, ...how: string[]): Promise<{ readonly ended: string; readonly packets: number }> {
    const before = sink.count();
    const [command, ...args] = sink.inside(process.execPath, [PLANTED, name, ...how]);
    const { stdout } = await promisify(execFile)(command, args, { env: { ...process.env, SOTTO_HOME: home.path } });
    return { ended: stdout.trim(), packets: sink.count() - before };
  }

  test('a process that does nothing sends nothing', async () => {
    const { packets } = await leak('nothing');
    assert.equal(packets, 0);
  });

  for (const name of Object.keys(LEAKS)) {
    test(`${name}: seen without the guard, refused with it`, async () => {
      const bare = await leak(name);
      assert.ok(bare.packets > 0, `the captured network saw nothing: ${bare.ended}`);
      const guarded = await leak(name, 'guarded');
      assert.equal(guarded.packets, 0, (await sink.packetsSince(0)).slice(-5).join('\n'));
      if (!TELLS_NO_REASON.has(name)) assert.equal(guarded.ended, 'network-refused');
    });
  }

  test('every refusal is in the log, and none of what was to be sent', () => {
    const refused = readNetworkLog(networkLogFile(home.path));
    assert.ok(refused.length >= Object.keys(LEAKS).length, String(refused.length));
    assert.ok(refused.every(({ outcome, process }) => outcome === 'refused' && process === 'planted-leaks'));
    assert.doesNotMatch(JSON.stringify(refused), /"secret"/);
  });
});
