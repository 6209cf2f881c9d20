/** What a page and the main process can be made to send: all of it by a bare window, none of it by ours. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { networkLogFile, readNetworkLog } from '../../engine/network/network-log.ts';
import { type NetworkSink, noSinkBecause, openNetworkSink } from '../support/network-sink.ts';
import { type DesktopInSink, desktopInSink } from './desktop-in-sink.ts';
import { MAIN_LEAKS } from './main-leaks.ts';
import { PAGE_LEAKS } from './page-leaks.ts';

const skip = noSinkBecause();
/** Chromium puts some of it off for a moment. */
const SETTLING_MS = 5000;

interface Opened {
  readonly sink: NetworkSink;
  readonly desktop: DesktopInSink;
  readonly home: string;
}

async function open(appFolder: string): Promise<Opened> {
  const sink = await openNetworkSink();
  const desktop = desktopInSink(sink);
  return { sink, desktop, home: await desktop.open(appFolder) };
}

async function close({ sink, desktop }: Opened): Promise<void> {
  await desktop[Symbol.asyncDispose]();
  await sink[Symbol.asyncDispose]();
}

async function leakFromPage(desktop: DesktopInSink): Promise<void> {
  for (const { expression } of Object.values(PAGE_LEAKS)) await desktop.page(`{ ${expression}; undefined }`);
  await delay(SETTLING_MS);
}

async function leakFromMain(desktop: DesktopInSink): Promise<readonly string[]> {
  const ends: string[] = [];
  for (const name of Object.keys(MAIN_LEAKS)) ends.push(`${name}: ${await desktop.leak(name)}`);
  await delay(SETTLING_MS);
  return ends;
}

async function assertNothingSent({ sink }: Opened): Promise<void> {
  assert.deepEqual(await sink.packetsSince(0), []);
  assert.equal(sink.count(), 0);
}

describe('a bare window', { skip }, () => {
  let bare: Opened;
  let packets = '';
  before(async () => {
    bare = await open('test/privacy/bare-window.cjs');
    await leakFromPage(bare.desktop);
    await leakFromMain(bare.desktop);
    packets = (await bare.sink.packetsSince(0)).join('\n');
  });
  after(async () => {
    if (bare !== undefined) await close(bare);
  });

  for (const [name, { sign }] of [...Object.entries(PAGE_LEAKS), ...Object.entries(MAIN_LEAKS)]) {
    if (sign === undefined) continue;
    test(`${name}: seen`, () => assert.ok(packets.includes(sign), `no packet with "${sign}" among\n${packets}`));
  }

  test("Chromium's own habits: seen", () => {
    assert.match(packets, /gvt1\.com/);
  });
});

describe('our window', { skip }, () => {
  let ours: Opened;
  before(async () => {
    ours = await open('.');
  });
  after(async () => {
    if (ours !== undefined) await close(ours);
  });

  test('sends nothing by itself', async () => {
    await delay(SETTLING_MS);
    await assertNothingSent(ours);
  });

  test('sends nothing of what a page is made to try', async () => {
    await leakFromPage(ours.desktop);
    await assertNothingSent(ours);
  });

  test('sends nothing of what the main process is made to try', async () => {
    const ends = await leakFromMain(ours.desktop);
    await assertNothingSent(ours);
    assert.deepEqual(
      ends.filter((end) => end.endsWith(': no answer')),
      [],
      'a refusal is an answer',
    );
  });

  test('tells of what it refused', () => {
    const refused = readNetworkLog(networkLogFile(ours.home)).filter(({ outcome }) => outcome === 'refused');
    assert.deepEqual(new Set(refused.map(({ process }) => process)), new Set(['window']));
    assert.ok(refused.some(({ kind }) => kind === 'connection'));
    assert.ok(refused.some(({ kind }) => kind === 'page'));
  });
});
