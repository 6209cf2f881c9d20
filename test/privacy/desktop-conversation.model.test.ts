/** A conversation in the real window, in a captured network; and what is planted in each of its processes. */

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { networkLogFile, readNetworkLog } from '../../engine/network/network-log.ts';
import { noSinkBecause, openNetworkSink } from '../support/network-sink.ts';
import { desktopInSink } from './desktop-in-sink.ts';

const PLANTED = 'test/privacy/planted-everywhere.cjs';
const TURNS = 20;
/** Nobody says a word. A longer silence is a matter of patience: SOTTO_SILENCE_MS. */
const SILENCE_MS = Number(process.env['SOTTO_SILENCE_MS'] ?? 10_000);

/** Asks so many questions of the page's own connection, and waits for each answer. */
function converse(turns: number): string {
  return `(async () => {
    let answers = 0;
    let ready;
    const isReady = new Promise((resolve) => { ready = resolve; });
    const ended = new Map();
    const wire = await window.desktop.connect((packet) => {
      if (packet.kind === 'item') {
        const { state, event } = packet.item;
        if ((state ?? event).phase === 'ready') ready();
        if (event?.type === 'reply.completed') answers += 1;
      } else ended.get(packet.id)?.(packet);
    }, () => undefined);
    wire.post({ kind: 'call', id: 1, name: 'state.watch', params: {} });
    await isReady;
    for (let turn = 1; turn <= ${turns}; turn += 1) {
      const id = turn + 1;
      const done = new Promise((resolve) => ended.set(id, resolve));
      wire.post({ kind: 'call', id, name: 'talk.submit', params: { text: 'Name the number ' + turn + ' in one word.', isSilent: true } });
      await done;
    }
    return answers;
  })()`;
}

describe('the window in a captured network', { skip: noSinkBecause() }, () => {
  const open: AsyncDisposable[] = [];
  after(async () => {
    for (const each of open.reverse()) await each[Symbol.asyncDispose]();
  });

  async function inSink() {
    const sink = await openNetworkSink();
    const desktop = desktopInSink(sink);
    open.push(sink, desktop);
    return { sink, desktop };
  }

  test(`${TURNS} turns and a silence: no packet leaves, and nothing even tries`, async () => {
    const { sink, desktop } = await inSink();
    const home = await desktop.open('.');
    assert.equal(await desktop.page(converse(TURNS)), TURNS);
    await delay(SILENCE_MS);
    assert.deepEqual(await sink.packetsSince(0), []);
    assert.equal(sink.count(), 0);
    assert.deepEqual(readNetworkLog(networkLogFile(home)), []);
  });

  test('a leak planted in every process is refused in each', async () => {
    const { sink, desktop } = await inSink();
    const home = await desktop.openPlanted(PLANTED, 'through');
    assert.equal(await desktop.page(converse(2)), 2);
    assert.deepEqual(await sink.packetsSince(0), []);
    assert.equal(sink.count(), 0);
    const refused = readNetworkLog(networkLogFile(home)).filter(({ outcome }) => outcome === 'refused');
    const processes = new Set(refused.map(({ process }) => process));
    for (const name of ['window', 'engine-host', 'llm-worker', 'stt-worker']) {
      assert.ok(processes.has(name), `${name} is not among ${[...processes].join(', ')}`);
    }
  });

  test('a leak that goes round the guard is seen', async () => {
    const { sink, desktop } = await inSink();
    await desktop.openPlanted(PLANTED, 'around');
    const packets = await sink.packetsSince(0);
    assert.ok(packets.some((line) => line.includes('> 10.97.0.3.80')));
  });
});
