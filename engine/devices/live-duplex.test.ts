import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { FRAME_SAMPLES } from '../audio/audio-frame.ts';
import type { DeviceNotice, DuplexAudio } from './duplex-audio.ts';
import { FakeSoundSystem } from './fake-sound-system.ts';
import { openLiveDuplex } from './live-duplex.ts';

let system: FakeSoundSystem;
let notices: DeviceNotice[];
let duplex: DuplexAudio;
let nowMs: number;

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  system = new FakeSoundSystem();
  notices = [];
  nowMs = 0;
});
afterEach(async () => {
  await duplex[Symbol.asyncDispose]();
  mock.timers.reset();
});

async function open(wanted: { microphones?: string[]; loudspeakers?: string[] } = {}): Promise<void> {
  duplex = await openLiveDuplex({
    kind: 'native',
    open: system.openSystem,
    microphones: wanted.microphones ?? [],
    loudspeakers: wanted.loudspeakers ?? [],
    tell: (notice) => notices.push(notice),
    clock: { nowMs: () => nowMs, delay: async () => settled() },
  });
}

/** Everything that is under way has happened. */
async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}

async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 10) {
    nowMs += 10;
    mock.timers.tick(10);
  }
  await settled();
}

/** A second in which the microphone delivers. */
async function listen(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 40) {
    system.hear();
    await pass(40);
  }
}

function changes(direction: 'input' | 'output'): string[] {
  return notices.flatMap((notice) =>
    notice.type === 'device.changed' && notice.direction === direction
      ? [`${notice.state} ${notice.name ?? ''}`.trim()]
      : [],
  );
}

/** Counts frames, and finds out whether they are in order. */
function countFrames(): { frames: number; silent: number } {
  const count = { frames: 0, silent: 0 };
  void (async () => {
    for await (const { at, pcm } of duplex.microphone.frames(new AbortController().signal)) {
      assert.equal(at, count.frames * FRAME_SAMPLES);
      count.frames += 1;
      if (pcm[0] === 0) count.silent += 1;
    }
  })();
  return count;
}

test('the most wanted device is opened, and taken back to when it is plugged in again', async () => {
  system.plug('input', 'built-in', 'default');
  system.plug('input', 'headset');
  await open({ microphones: ['headset'] });
  system.unplug('headset');
  await settled();
  system.plug('input', 'headset');
  await settled();
  assert.deepEqual(changes('input'), ['opened headset', 'lost headset', 'opened built-in', 'opened headset']);
});

test('another default is followed, unless the user wants something else', async () => {
  system.plug('input', 'a', 'default');
  system.plug('input', 'b');
  system.plug('output', 'x', 'default');
  system.plug('output', 'y');
  await open({ loudspeakers: ['x'] });
  system.makeDefault('b');
  system.makeDefault('y');
  await settled();
  assert.deepEqual([changes('input'), changes('output')], [['opened a', 'opened b'], ['opened x']]);
});

test('a device that another program has to itself gives way to the next, with what to do, and is tried again', async () => {
  system.plug('input', 'studio', 'default');
  system.plug('input', 'webcam');
  system.failing.set('studio', 'busy');
  await open();
  assert.equal(changes('input')[0], 'opened webcam');
  assert.match(JSON.stringify(notices), /studio: another program has it for itself; close that program/);
  system.failing.delete('studio');
  await listen(10_000);
  assert.deepEqual(changes('input'), ['opened webcam', 'opened studio']);
});

test('a microphone without frames is opened anew after 300 ms, and silence stands in', async () => {
  system.plug('input', 'mic', 'default');
  await open();
  const count = countFrames();
  await listen(400);
  await pass(300);
  assert.deepEqual(system.done, ['open input mic', 'open input mic']);
  await pass(320);
  const { frames, silent } = count;
  assert.ok(silent >= 18 && silent <= 20, `${silent} silent frames of ${frames}`);
  await listen(400);
  assert.ok(count.silent <= silent + 1);
});

test('frames that were not taken in time are silence, not a gap', async () => {
  system.plug('input', 'mic', 'default');
  await open();
  const count = countFrames();
  await listen(80);
  system.drop(3);
  await listen(80);
  assert.deepEqual([count.frames, count.silent], [7, 3]);
});

test('without a microphone silence goes on in time; the next one that is plugged in is used', async () => {
  system.plug('input', 'mic', 'default');
  await open();
  const count = countFrames();
  await listen(80);
  system.unplug('mic');
  await pass(3200);
  assert.ok(Math.abs(count.silent - 100) <= 2, `${count.silent} silent frames`);
  system.plug('input', 'other');
  await settled();
  assert.deepEqual(changes('input'), ['opened mic', 'lost mic', 'opened other']);
});

test('zeros are told within four seconds, and their end', async () => {
  system.plug('input', 'mic', 'default');
  await open();
  system.measure({ zerosMs: 3000 });
  await listen(1000);
  system.measure({ zerosMs: 0 });
  await listen(1000);
  assert.deepEqual(changes('input'), ['opened mic', 'silent mic', 'opened mic']);
});

test('muted, the device is closed and nothing is filled in; a device that comes back does not unmute', async () => {
  system.plug('input', 'mic', 'default');
  await open();
  const count = countFrames();
  await duplex.mute();
  system.plug('input', 'other', 'default');
  await pass(2000);
  assert.deepEqual(system.done, ['open input mic', 'close input']);
  assert.equal(count.frames, 0);
  await duplex.unmute();
  assert.deepEqual(changes('input'), ['opened mic', 'muted', 'opened mic']);
});

test('a sound system that is gone is opened again, with what was heard counted on', async () => {
  system.plug('input', 'mic', 'default');
  system.plug('output', 'speaker', 'default');
  await open();
  const speaker = duplex.openSpeaker(16_000);
  speaker.write(new Float32Array(1000));
  system.measure({ heardSamples: 400 });
  system.vanish();
  system.measure({ acceptedSamples: 0, heardSamples: 0 });
  await pass(1000);
  assert.deepEqual(changes('output'), ['opened speaker', 'lost speaker', 'opened speaker']);
  assert.deepEqual([speaker.heardSamples, speaker.queuedMs], [400, 0]);
});

test('a loudspeaker that nothing replaces is a fault, and what it had left is not said later', async () => {
  system.plug('input', 'mic', 'default');
  system.plug('output', 'speaker', 'default');
  await open();
  const speaker = duplex.openSpeaker(16_000);
  speaker.write(new Float32Array(16_000));
  system.unplug('speaker');
  await settled();
  await assert.rejects(speaker.drained(), { code: 'device-missing' });
  assert.equal(speaker.queuedMs, 0);
  assert.throws(() => duplex.openSpeaker(16_000), { code: 'device-missing' });
});

test('loud rests of our own voice end full-duplex while we speak', async () => {
  system.plug('input', 'mic', 'default');
  system.plug('output', 'speaker', 'default');
  await open();
  const echo = { returnLossDb: 2, residualDbfs: -30 };
  system.measure({ echo });
  await listen(2000);
  assert.ok(!notices.some(({ type }) => type === 'echo.measured'), 'nothing was said');
  for (let heardSamples = 1; heardSamples <= 2; heardSamples++) {
    system.measure({ heardSamples });
    await listen(1000);
  }
  const told = notices.filter(({ type }) => type === 'echo.measured' || type === 'duplex.changed');
  assert.deepEqual(
    told.map((notice) => (notice.type === 'duplex.changed' ? notice.turnTaking : notice.type)),
    ['echo.measured', 'echo.measured', 'half-duplex'],
  );
});

test('without a microphone it does not open', async () => {
  system.plug('input', 'monitor', 'monitor');
  await open().then(
    () => assert.fail('opened'),
    (error: unknown) => assert.equal((error as { code: string }).code, 'device-missing'),
  );
  system.plug('input', 'mic');
  await open();
});
