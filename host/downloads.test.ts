import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancelled, SottoFault } from '../contract/faults.ts';
import type { DownloadView } from '../contract/model-views.ts';
import { type DownloadParts, Downloads } from './downloads.ts';

type Install = Parameters<DownloadParts['install']>[1] & { id: string; end(error?: Error): void };

function setUp() {
  const begun: Install[] = [];
  const told: (readonly DownloadView[])[] = [];
  const installed: string[] = [];
  let nowMs = 0;
  const downloads = new Downloads({
    install: (id, options) =>
      new Promise((resolve, reject) => {
        options.signal.addEventListener('abort', () => reject(cancelled()));
        begun.push({ ...options, id, end: (error) => (error === undefined ? resolve() : reject(error)) });
      }),
    publish: (views) => told.push(views),
    installed: (id) => installed.push(id),
    nowMs: () => nowMs,
  });
  return { downloads, begun, told, installed, later: (ms: number) => (nowMs += ms) };
}

/** Promises that are due are done. */
const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const states = (views: readonly DownloadView[] = []): string[] =>
  views.map(({ modelId, state }) => `${modelId} ${state}`);

test('one runs and the others wait; what is installed leaves the list', async () => {
  const { downloads, begun, told, installed } = setUp();
  downloads.start('a', false);
  downloads.start('b', true);
  downloads.start('a', false);
  await soon();
  assert.deepEqual([begun.map(({ id }) => id), states(told.at(-1))], [['a'], ['a running', 'b waiting']]);
  begun[0]?.end();
  await soon();
  assert.deepEqual([begun.map(({ id, again }) => [id, again]).at(-1), installed], [['b', true], ['a']]);
  begun[1]?.end();
  await soon();
  assert.deepEqual([told.at(-1), installed], [[], ['a', 'b']]);
});

test('paused, it keeps what it has come to, and goes on when asked again', async () => {
  const { downloads, begun, told } = setUp();
  downloads.start('a', false);
  await soon();
  begun[0]?.onProgress({ phase: 'downloading', doneBytes: 40, totalBytes: 100, bytesPerSecond: 9 });
  downloads.pause('a');
  await soon();
  assert.equal(begun[0]?.signal.aborted, true);
  const paused: DownloadView = {
    ...{ modelId: 'a', state: 'paused', phase: 'downloading' },
    ...{ doneBytes: 40, totalBytes: 100, bytesPerSecond: 0 },
  };
  assert.deepEqual(told.at(-1), [paused]);
  downloads.start('a', false);
  await soon();
  assert.deepEqual([begun.length, told.at(-1)], [2, [{ ...paused, state: 'running' }]]);
});

test('a failure says why and stays until it is given up; what is given up does not come back', async () => {
  const { downloads, begun, told, installed } = setUp();
  downloads.start('a', false);
  await soon();
  begun[0]?.end(new SottoFault('disk-full', 'There is no space left.'));
  await soon();
  assert.deepEqual([states(told.at(-1)), told.at(-1)?.[0]?.fault?.code], [['a failed'], 'disk-full']);
  downloads.start('a', false);
  await soon();
  downloads.cancel('a');
  begun[1]?.onProgress({ phase: 'downloading', doneBytes: 1, totalBytes: 2, bytesPerSecond: 1 });
  await soon();
  assert.deepEqual([told.at(-1), installed], [[], []]);
});

test('progress is told some times a second, and every new phase at once', async () => {
  const { downloads, begun, told, later } = setUp();
  downloads.start('a', false);
  await soon();
  const before = told.length;
  const progress = { phase: 'downloading', doneBytes: 1, totalBytes: 9, bytesPerSecond: 1 } as const;
  begun[0]?.onProgress(progress);
  begun[0]?.onProgress({ ...progress, doneBytes: 2 });
  later(200);
  begun[0]?.onProgress({ ...progress, doneBytes: 3 });
  begun[0]?.onProgress({ ...progress, phase: 'checking' });
  assert.deepEqual(
    told.slice(before).map(([view]) => [view?.phase, view?.doneBytes]),
    [
      ['downloading', 1],
      ['downloading', 3],
      ['checking', 1],
    ],
  );
});
