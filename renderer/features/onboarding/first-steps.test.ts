import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelView } from '../../../contract/assistant.ts';
import type { DownloadView } from '../../../contract/model-views.ts';
import { answerWord, roughTime, setProgress, stepsFor } from './first-steps.ts';

const model = (id: string, downloadBytes: number) => ({ id, downloadBytes }) as ModelView;
const download = (modelId: string, part: Partial<DownloadView>): DownloadView => ({
  ...{ modelId, state: 'running', phase: 'downloading', doneBytes: 0, totalBytes: 100, bytesPerSecond: 0 },
  ...part,
});

test('with models at hand it is short', () => {
  assert.deepEqual(stepsFor(true), ['welcome', 'microphone', 'talk']);
  assert.deepEqual(stepsFor(false), ['welcome', 'microphone', 'speed', 'models', 'talk']);
});

test('the time of an answer has a word', () => {
  assert.deepEqual([900, 1500, 3000, 9000].map(answerWord), ['quick', 'fine', 'slow', 'crawl']);
});

test('downloads of a set are told together', () => {
  const models = [model('a', 100), model('b', 900)];
  assert.equal(setProgress(models, []).state, 'idle');
  assert.equal(setProgress(models, []).leftSeconds, undefined);
  const running = setProgress(models, [
    download('a', { doneBytes: 50, bytesPerSecond: 10 }),
    download('b', { state: 'waiting', totalBytes: 900 }),
    download('another', { bytesPerSecond: 1000 }),
  ]);
  assert.deepEqual(running, { state: 'running', doneBytes: 50, totalBytes: 1000, bytesPerSecond: 10, leftSeconds: 95 });
  assert.equal(setProgress(models, [download('a', { state: 'paused' })]).state, 'paused');
  assert.equal(setProgress(models, [download('a', { state: 'failed' })]).state, 'failed');
});

test('a time is told as roughly as people want it', () => {
  assert.deepEqual(
    [0.2, 7.4, 63, 600, 7300].map((seconds) => Object.values(roughTime(seconds)).join(' ')),
    ['seconds 1', 'seconds 7', 'seconds 65', 'minutes 10', 'hours 2'],
  );
});
