import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReplyId } from '../../contract/ids.ts';
import { FakeSpeaker } from './fake-speaker.ts';
import { Player } from './player.ts';

const first = 1 as ReplyId;
const second = 2 as ReplyId;
const sound = (samples: number, sampleRateHz: number = 16_000) => ({ pcm: new Float32Array(samples), sampleRateHz });

function playerOn(speakers: FakeSpeaker[]) {
  const told: string[] = [];
  const player = new Player(
    (sampleRateHz) => {
      const speaker = new FakeSpeaker(sampleRateHz);
      speakers.push(speaker);
      return speaker;
    },
    {
      started: (reply, rate) => told.push(`${reply} started at ${rate}`),
      progressed: () => undefined,
      finished: (reply, heard) => told.push(`${reply} finished after ${heard}`),
      failed: (reply, { code }) => told.push(`${reply} failed: ${code}`),
    },
  );
  return { player, told };
}

test('a reply starts with its first sample and finishes with its last', async () => {
  const speakers: FakeSpeaker[] = [];
  const { player, told } = playerOn(speakers);
  player.begin(first);
  await player.enqueue(first, sound(100));
  await player.enqueue(first, sound(50));
  const ended = player.end(first);
  speakers[0]?.hear();
  await ended;
  assert.deepEqual(told, ['1 started at 16000', '1 finished after 150']);
});

test('a stopped reply tells what was heard of it, and nothing of it follows', async () => {
  const speakers: FakeSpeaker[] = [];
  const { player, told } = playerOn(speakers);
  player.begin(first);
  await player.enqueue(first, sound(100));
  speakers[0]?.hear(40);
  assert.deepEqual(player.stop(first), { heardSamples: 40, sampleRateHz: 16_000 });
  await player.enqueue(first, sound(100));
  await player.end(first);
  assert.deepEqual(told, ['1 started at 16000']);
  assert.equal(speakers[0]?.queuedSamples, 0);
});

test('what was heard counts from the beginning of each reply', async () => {
  const speakers: FakeSpeaker[] = [];
  const { player } = playerOn(speakers);
  player.begin(first);
  await player.enqueue(first, sound(100));
  const ended = player.end(first);
  speakers[0]?.hear(100);
  await ended;
  player.begin(second);
  await player.enqueue(second, sound(100));
  speakers[0]?.hear(30);
  assert.equal(player.stop(second).heardSamples, 30);
});

test('a voice of another rate opens the loudspeaker anew', async () => {
  const speakers: FakeSpeaker[] = [];
  const { player, told } = playerOn(speakers);
  for (const [reply, rate] of [
    [first, 16_000],
    [second, 22_050],
  ] as const) {
    player.begin(reply);
    await player.enqueue(reply, sound(10, rate));
    const ended = player.end(reply);
    speakers.at(-1)?.hear();
    await ended;
  }
  assert.deepEqual(
    speakers.map(({ sampleRateHz }) => sampleRateHz),
    [16_000, 22_050],
  );
  assert.equal(told.at(-1), '2 finished after 10');
});

/** Sample n of the reply is n, so that what is heard tells where it came from. */
function counted(samples: number, from: number = 0) {
  return { pcm: Float32Array.from({ length: samples }, (_, i) => from + i), sampleRateHz: 16_000 };
}

test('a held reply goes on at the sample it is told, and what was said twice counts once', async () => {
  const speakers: FakeSpeaker[] = [];
  const { player, told } = playerOn(speakers);
  player.begin(first);
  await player.enqueue(first, counted(100));
  speakers[0]?.hear(40);
  assert.equal(player.hold(first), 40);
  await player.enqueue(first, counted(100, 100));
  assert.equal(speakers[0]?.queuedSamples, 0);
  player.restore(first, 30);
  assert.equal(speakers[0]?.queuedSamples, 170);
  assert.equal(speakers[0]?.written.at(-170), 30);
  speakers[0]?.hear(20);
  assert.deepEqual(player.stop(first), { heardSamples: 50, sampleRateHz: 16_000 });
  assert.deepEqual(told, ['1 started at 16000']);
});

test('a reply that is held does not finish before it was heard', async () => {
  const speakers: FakeSpeaker[] = [];
  const { player, told } = playerOn(speakers);
  player.begin(first);
  await player.enqueue(first, counted(100));
  const ended = player.end(first);
  speakers[0]?.hear(40);
  player.hold(first);
  await Promise.resolve();
  player.restore(first);
  speakers[0]?.hear();
  await ended;
  assert.deepEqual(told, ['1 started at 16000', '1 finished after 100']);
});

test('a reply stopped while held was heard up to there', async () => {
  const speakers: FakeSpeaker[] = [];
  const { player } = playerOn(speakers);
  player.begin(first);
  await player.enqueue(first, counted(100));
  speakers[0]?.hear(40);
  player.hold(first);
  assert.deepEqual(player.stop(first), { heardSamples: 40, sampleRateHz: 16_000 });
});

test('ducking ends with the reply', async () => {
  const speakers: FakeSpeaker[] = [];
  const { player } = playerOn(speakers);
  player.begin(first);
  await player.enqueue(first, counted(100));
  player.duck();
  assert.equal(speakers[0]?.gainDb, -18);
  player.stop(first);
  assert.equal(speakers[0]?.gainDb, 0);
});
