import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AudioFrame } from '../audio/audio-frame.ts';
import { rmsDbfs } from '../audio/level.ts';
import { VirtualRoom, type VirtualRoomOptions } from './virtual-room.ts';
import { BlockConvolver } from './virtual-room-convolver.ts';
import { EchoPath, roomResponse } from './virtual-room-echo.ts';
import { seededNoise } from './virtual-room-noise.ts';
import { RoomTime } from './virtual-room-time.ts';

const LATENCY_MS = 20;

function quietRoom(options: Partial<VirtualRoomOptions> = {}): VirtualRoom {
  return new VirtualRoom({ time: new RoomTime('nominal'), noiseDbfs: -120, latencyMs: LATENCY_MS, ...options });
}

/** Lets the room go on for a while. */
async function pass(room: VirtualRoom, ms: number): Promise<void> {
  const stop = new AbortController();
  void room.time.delay(ms).then(() => stop.abort());
  await room.run(stop.signal);
}

function tone(samples: number, rateHz: number, hz: number = 440): Float32Array {
  return Float32Array.from({ length: samples }, (_, i) => 0.3 * Math.sin((2 * Math.PI * hz * i) / rateHz));
}

function firstAudible(pcm: Float32Array): number {
  return pcm.findIndex((sample) => Math.abs(sample) > 0.003);
}

function lastAudible(pcm: Float32Array): number {
  return pcm.findLastIndex((sample) => Math.abs(sample) > 0.003);
}

function near(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);
}

test('what is written is heard, at its time, at another rate and after the latency of the device', async () => {
  const room = quietRoom();
  await pass(room, 320);
  const speaker = room.openSpeaker(22_050);
  speaker.write(tone(22_050, 22_050));
  near(speaker.queuedMs, 1000 + LATENCY_MS, 0.1);
  await pass(room, 512);
  near(speaker.heardSamples, (22_050 * (512 - LATENCY_MS)) / 1000, 1);
  const drained = speaker.drained();
  await pass(room, 640);
  await drained;
  assert.equal(speaker.heardSamples, 22_050);
  const { loudspeaker } = room.takeRecording();
  near(firstAudible(loudspeaker), 16 * (320 + LATENCY_MS), 64);
  near(lastAudible(loudspeaker), 16 * (320 + LATENCY_MS + 1000), 64);
  near(rmsDbfs(loudspeaker.subarray(8000, 16_000)), rmsDbfs(tone(8000, 16_000)), 0.1);
});

test('a flush is silence after the fade; dropped samples are never heard, and what follows is heard at once', async () => {
  const room = quietRoom();
  const speaker = room.openSpeaker(16_000);
  speaker.write(tone(32_000, 16_000));
  await room.time.advanceTo(500);
  await pass(room, 12);
  speaker.flush();
  const drained = speaker.drained();
  await pass(room, 256);
  await drained;
  near(speaker.heardSamples, 16 * (512 + 10), 16);
  const { loudspeaker } = room.takeRecording();
  near(lastAudible(loudspeaker), 16 * (512 + 10 + LATENCY_MS), 64);
  speaker.write(tone(1600, 16_000));
  await pass(room, 256);
  near(firstAudible(room.takeRecording().loudspeaker), 16 * LATENCY_MS, 80);
});

test('a gain is heard from its time on', async () => {
  const room = quietRoom();
  const speaker = room.openSpeaker(16_000);
  speaker.write(tone(32_000, 16_000));
  await pass(room, 512);
  speaker.setGain(-20);
  await pass(room, 512);
  const { loudspeaker } = room.takeRecording();
  const before = rmsDbfs(loudspeaker.subarray(4000, 8000));
  const after = rmsDbfs(loudspeaker.subarray(10_000, 14_000));
  near(before - after, 20, 0.1);
});

test('sounds are placed to the sample, in frames that follow each other', async () => {
  const room = quietRoom();
  const frames: AudioFrame[] = [];
  const abort = new AbortController();
  const listening = (async () => {
    for await (const frame of room.microphone.frames(abort.signal)) frames.push(frame);
  })();
  room.place('user', Float32Array.of(0.5, 0.25), 100);
  await pass(room, 320);
  abort.abort();
  await listening;
  assert.deepEqual(
    frames.map(({ at }) => at),
    Array.from({ length: 10 }, (_, i) => i * 512),
  );
  const heard = Float32Array.from(frames.flatMap(({ pcm }) => [...pcm]));
  near(heard[1600] ?? 0, 0.5, 1e-5);
  near(heard[1601] ?? 0, 0.25, 1e-5);
  assert.equal(heard.filter((sample) => Math.abs(sample) > 1e-4).length, 2);
  const { user, others } = room.takeRecording();
  assert.equal(user[1600], 0.5);
  assert.ok(others.every((sample) => sample === 0));
});

test('without headphones the microphone hears the loudspeaker, so much quieter and later; with them nothing', async () => {
  const echo = { returnLossDb: 12, delayMs: 40, rt60Ms: 200, directToReverberantDb: 12 };
  const noise = seededNoise(3);
  const white = Float32Array.from({ length: 32_000 }, () => 0.3 * noise());
  for (const headphones of [false, true]) {
    const room = quietRoom(headphones ? {} : { echo });
    room.openSpeaker(16_000).write(white);
    await pass(room, 1600);
    const { loudspeaker, microphone } = room.takeRecording();
    if (headphones) {
      assert.ok(rmsDbfs(microphone) < -100);
    } else {
      near(rmsDbfs(loudspeaker.subarray(8000, 24_000)) - rmsDbfs(microphone.subarray(8000, 24_000)), 12, 1.5);
      near(firstAudible(microphone) - firstAudible(loudspeaker), 16 * 40, 8);
    }
  }
});

test('a canceller gets both signals in step, and what it gives is what the engine hears, 10 ms later', async () => {
  const played: number[] = [];
  const room = quietRoom({
    echoCanceller: {
      render: (pcm) => void played.push(...pcm),
      process: (pcm) => pcm.map((sample) => sample / 2),
    },
  });
  room.place('user', Float32Array.of(0.5), 100);
  room.openSpeaker(16_000).write(tone(16_000, 16_000));
  await pass(room, 480);
  const { loudspeaker, cleaned } = room.takeRecording();
  near(cleaned[1600 + 160] ?? 0, 0.25, 1e-5);
  assert.deepEqual(played, [...loudspeaker.subarray(0, played.length)]);
  near(played.length, 480 * 16, 160);
});

test('devices that are pulled out are missed', async () => {
  const room = quietRoom();
  const listening = (async () => {
    for await (const _ of room.microphone.frames(new AbortController().signal));
  })();
  const speaker = room.openSpeaker(16_000);
  speaker.write(tone(16_000, 16_000));
  await pass(room, 96);
  const drained = speaker.drained();
  room.unplugSpeaker();
  room.microphone.unplug();
  await Promise.all([
    assert.rejects(drained, { code: 'device-missing', stage: 'playback' }),
    assert.rejects(listening, { code: 'device-missing', stage: 'capture' }),
    pass(room, 96),
  ]);
});

test('block convolution is convolution', () => {
  const noise = seededNoise(1);
  const response = Float32Array.from({ length: 1300 }, noise);
  const input = Float32Array.from({ length: 8 * 512 }, (_, i) => (i < 5 * 512 ? noise() : 0));
  const convolver = new BlockConvolver(response, 512);
  for (let block = 0; block < 8; block++) {
    const output = convolver.process(input.slice(block * 512, (block + 1) * 512));
    for (const n of [0, 1, 255, 511]) {
      let expected = 0;
      for (let k = 0; k < response.length; k++) {
        expected += (response[k] ?? 0) * (input[block * 512 + n - k] ?? 0);
      }
      near(output[n] ?? Number.NaN, expected, 1e-4);
    }
  }
});

test('a room of half a second rings for half a second', () => {
  const response = roomResponse({ rt60Ms: 500, directToReverberantDb: -3 });
  const early = rmsDbfs(response.subarray(800, 1600));
  const late = rmsDbfs(response.subarray(4800, 5600));
  // 250 ms later it is half of 60 dB quieter.
  near(early - late, 30, 3);
});

test('a microphone whose clock runs slow hears the echo later and later', () => {
  const options = { returnLossDb: 0, delayMs: 10, rt60Ms: 20, directToReverberantDb: 40, driftPpm: 1000 };
  const path = new EchoPath(options);
  const clicks: number[] = [];
  for (let frame = 0; frame < 100; frame++) {
    const click = new Float32Array(512);
    if (frame % 50 === 0) click[0] = 1;
    const heard = path.process(click);
    const at = heard.reduce((best, sample, i) => (Math.abs(sample) > Math.abs(heard[best] ?? 0) ? i : best), 0);
    if (frame % 50 === 0) clicks.push(at);
  }
  near((clicks[1] ?? 0) - (clicks[0] ?? 0), 25.6, 1.5);
});
