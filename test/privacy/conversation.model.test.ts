/** Conversations in a captured network: nothing leaves, and what is planted in every process is seen or refused. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { packageRoot } from '../../engine/base/package-root.ts';
import { networkLogFile, readNetworkLog } from '../../engine/network/network-log.ts';
import { testDataDir } from '../support/models.ts';
import { type NetworkSink, noSinkBecause, openNetworkSink } from '../support/network-sink.ts';
import { type TestFolder, testFolder } from '../support/test-folder.ts';

const MAIN = join(packageRoot, 'cli', 'main.ts');
const PLANTED = join(import.meta.dirname, 'planted-everywhere.cjs');
const TURNS = 20;

describe('a conversation in a captured network', { skip: noSinkBecause() }, () => {
  let sink: NetworkSink;
  let folder: TestFolder;
  before(async () => {
    sink = await openNetworkSink();
    folder = await testFolder();
  });
  after(async () => {
    await sink?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });

  async function newHome(name: string): Promise<string> {
    const home = folder.file(name);
    await mkdir(home);
    await symlink(join(testDataDir(), 'models'), join(home, 'models'));
    await writeFile(join(home, 'settings.json'), JSON.stringify({ reply: { maxTokens: 16 } }));
    return home;
  }

  /** Nothing of the surroundings but the path: some libraries are quieter where they take it for a test. */
  async function run(args: readonly string[], home: string, planted?: string): Promise<string> {
    const [command, ...rest] = sink.inside(process.execPath, args);
    const plant = planted === undefined ? {} : { SOTTO_PLANTED: planted, NODE_OPTIONS: `--require=${PLANTED}` };
    const env = { PATH: process.env['PATH'] ?? '', HOME: home, SOTTO_HOME: home, ...plant };
    const { stdout } = await promisify(execFile)(command, rest, { env, maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  }

  const spoken = (home: string): readonly string[] => [MAIN, 'ask', '--sample', '--json', '--out', join(home, 'a.wav')];

  test('a spoken question is answered aloud, and no packet leaves', async () => {
    const before = sink.count();
    const home = await newHome('spoken');
    const said = await run(spoken(home), home);
    assert.match(said, /"type":"reply.completed"/);
    assert.deepEqual(await sink.packetsSince(before), []);
    assert.equal(sink.count() - before, 0);
    assert.deepEqual(readNetworkLog(networkLogFile(home)), [], 'nothing even tried');
  });

  test(`${TURNS} turns over the local pages: no packet leaves, and only this machine is listened to`, async () => {
    const before = sink.count();
    const home = await newHome('served');
    const held = JSON.parse(await run([join(import.meta.dirname, 'serve-inside.ts'), String(TURNS)], home)) as {
      readonly page: number;
      readonly answers: number;
      readonly listeners: readonly string[];
    };
    assert.deepEqual(held, { page: 200, answers: TURNS, listeners: ['tcp 0100007F'] });
    assert.deepEqual(await sink.packetsSince(before), []);
    assert.equal(sink.count() - before, 0);
    const attempts = readNetworkLog(networkLogFile(home));
    assert.deepEqual(
      attempts.map(({ kind, outcome, purpose }) => ({ kind, outcome, purpose })),
      [{ kind: 'listener', outcome: 'let-through', purpose: 'local-pages' }],
    );
  });

  test('a leak planted in every process is refused in each, and told of', async () => {
    const before = sink.count();
    const home = await newHome('through');
    await run(spoken(home), home, 'through');
    assert.deepEqual(await sink.packetsSince(before), []);
    assert.equal(sink.count() - before, 0);
    const refused = readNetworkLog(networkLogFile(home)).filter(({ outcome }) => outcome === 'refused');
    const processes = [...new Set(refused.map(({ process }) => process))].sort();
    assert.deepEqual(processes, ['llm-worker', 'main', 'stt-worker', 'tts-worker', 'turn-worker']);
    assert.deepEqual([...new Set(refused.map(({ kind }) => kind))].sort(), ['connection', 'name']);
  });

  test('a leak that goes round the guard is seen by the captured network', async () => {
    const before = sink.count();
    const home = await newHome('around');
    await run(spoken(home), home, 'around');
    const packets = await sink.packetsSince(before);
    assert.ok(packets.some((line) => line.includes('> 10.97.0.3.80')));
  });
});
