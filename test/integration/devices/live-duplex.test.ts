/** The duplex of the add-on on virtual devices: fidelity, stopping, ducking, and devices that come and go. */

import assert from 'node:assert/strict';
import { after, before, describe, type TestContext, test } from 'node:test';
import type { Settings } from '../../../contract/settings.ts';
import type { Sound } from '../../../engine/audio/audio-frame.ts';
import { SAMPLE_RATE_HZ } from '../../../engine/audio/audio-frame.ts';
import { peakDbfs } from '../../../engine/audio/level.ts';
import { resample } from '../../../engine/audio/resample.ts';
import { readWavFile } from '../../../engine/audio/wav-file.ts';
import { findAudioAddon } from '../../../engine/capture/audio-addon.ts';
import type { DeviceNotice, DuplexAudio } from '../../../engine/devices/duplex-audio.ts';
import { openDuplexAudio } from '../../../engine/duplex.ts';
import { fixturePath } from '../../support/checkout.ts';
import { bestCorrelation } from '../../support/correlation.ts';
import {
  LOUDSPEAKER,
  MICROPHONE,
  startVirtualAudio,
  type VirtualAudio,
  whyNoVirtualAudio,
} from '../../support/virtual-audio.ts';

const skip = findAudioAddon() === undefined ? 'the audio add-on is not built' : (whyNoVirtualAudio() ?? false);

const DEVICES: Settings['devices'] = {
  microphones: [],
  loudspeakers: [],
  echoCancellation: 'on',
  noiseSuppression: 'off',
  automaticGain: 'off',
};

/** A duplex with what it tells and hears kept. */
class Listener {
  readonly notices: DeviceNotice[] = [];
  readonly heard: number[] = [];
  frames = 0;
  readonly #waiting = new Set<() => void>();
  readonly #stop = new AbortController();
  #duplex: DuplexAudio | undefined;

  static async open(test: TestContext, devices: Partial<Settings['devices']> = {}): Promise<Listener> {
    const listener = new Listener();
    test.after(() => listener.close());
    const tell = (notice: DeviceNotice): void => listener.#note(notice);
    listener.#duplex = await openDuplexAudio({ ...DEVICES, ...devices }, tell);
    void listener.#listen();
    return listener;
  }

  get duplex(): DuplexAudio {
    if (this.#duplex === undefined) throw new Error('not open');
    return this.#duplex;
  }

  /** Resolves when `isThere`; looked at with every notice and every frame. */
  async until(isThere: () => boolean): Promise<void> {
    while (!isThere()) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  async seconds(seconds: number): Promise<void> {
    const target = this.heard.length + seconds * SAMPLE_RATE_HZ;
    await this.until(() => this.heard.length >= target);
  }

  changes(direction: 'input' | 'output'): string[] {
    return this.notices.flatMap((notice) =>
      notice.type === 'device.changed' && notice.direction === direction
        ? [`${notice.state} ${notice.name ?? ''}`]
        : [],
    );
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#duplex?.[Symbol.asyncDispose]();
  }

  async #listen(): Promise<void> {
    for await (const { at, pcm } of this.duplex.microphone.frames(this.#stop.signal)) {
      assert.equal(at, this.heard.length);
      for (const sample of pcm) this.heard.push(sample);
      this.frames += 1;
      this.#wake();
    }
  }

  #note(notice: DeviceNotice): void {
    this.notices.push(notice);
    this.#wake();
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }
}

function tone(seconds: number, hz: number, rateHz: number): Sound {
  const pcm = Float32Array.from(
    { length: seconds * rateHz },
    (_, i) => 0.4 * Math.sin((2 * Math.PI * hz * i) / rateHz),
  );
  return { pcm, sampleRateHz: rateHz };
}

/** From 1 to 4 kHz, at 48 kHz. */
function sweep(seconds: number): Sound {
  const growth = Math.log(4) / seconds;
  const pcm = Float32Array.from({ length: seconds * 48_000 }, (_, i) => {
    const phase = (2 * Math.PI * 1000 * (Math.exp((growth * i) / 48_000) - 1)) / growth;
    return 0.4 * Math.sin(phase);
  });
  return { pcm, sampleRateHz: 48_000 };
}

/** Where sound is, in seconds of the recording. */
function soundSpan({ pcm, sampleRateHz }: Sound): { from: number; to: number } {
  const isLoud = (sample: number): boolean => Math.abs(sample) > 0.01;
  return { from: pcm.findIndex(isLoud) / sampleRateHz, to: pcm.findLastIndex(isLoud) / sampleRateHz };
}

describe('the duplex on virtual devices', { skip }, () => {
  let audio: VirtualAudio;
  const environment = { ...process.env };
  before(async () => {
    audio = await startVirtualAudio();
    Object.assign(process.env, audio.env);
  });
  after(async () => {
    process.env = environment;
    await audio[Symbol.asyncDispose]();
  });

  test('hears what is said into the microphone', async (t) => {
    const listener = await Listener.open(t);
    const said = sweep(2);
    await audio.speak(said);
    await listener.seconds(0.5);
    // Compared at a higher rate: the microphone's samples lie between those of what was said.
    const heard = resample({ pcm: Float32Array.from(listener.heard), sampleRateHz: SAMPLE_RATE_HZ }, 48_000);
    const { correlation } = bestCorrelation(heard.pcm, said.pcm);
    assert.ok(correlation > 0.99, `correlation ${correlation}`);
  });

  test('plays what is written, to its last sample, and knows when it was heard', async (t) => {
    const listener = await Listener.open(t);
    const recording = await audio.record();
    const said = await readWavFile(fixturePath('speech', 'steam-engine.wav'));
    const voice = resample(said, 22_050);
    const speaker = listener.duplex.openSpeaker(voice.sampleRateHz);
    speaker.write(voice.pcm);
    await speaker.drained();
    assert.equal(speaker.heardSamples, voice.pcm.length);
    const { pcm } = resample(await recording.stop(), 22_050);
    const { correlation } = bestCorrelation(pcm, voice.pcm);
    assert.ok(correlation > 0.98, `correlation ${correlation}`);
    assert.deepEqual([listener.duplex.health.underruns, listener.duplex.health.gaps], [0, 0]);
    await speaker[Symbol.asyncDispose]();
  });

  test('a flush is silence within 120 ms, and drops the rest', async (t) => {
    const listener = await Listener.open(t);
    const recording = await audio.record();
    const speaker = listener.duplex.openSpeaker(24_000);
    speaker.write(tone(5, 440, 24_000).pcm);
    await listener.until(() => speaker.heardSamples > 12_000);
    speaker.flush();
    const heardAtFlush = speaker.heardSamples;
    await speaker.drained();
    const sound = await recording.stop();
    const { from, to } = soundSpan(sound);
    assert.ok(to - from < heardAtFlush / 24_000 + 0.12, `${to - from} s after ${heardAtFlush / 24_000} s were heard`);
    assert.ok(Math.abs(speaker.heardSamples / 24_000 - (to - from)) < 0.05);
  });

  test('a gain is heard, over a ramp', async (t) => {
    const listener = await Listener.open(t);
    const recording = await audio.record();
    const speaker = listener.duplex.openSpeaker(48_000);
    speaker.write(tone(2, 440, 48_000).pcm);
    await listener.until(() => speaker.heardSamples > 24_000);
    speaker.setGain(-18);
    await speaker.drained();
    const sound = await recording.stop();
    const { from, to } = soundSpan(sound);
    const loud = sound.pcm.subarray((from + 0.1) * 48_000, (from + 0.3) * 48_000);
    const quiet = sound.pcm.subarray((to - 0.3) * 48_000, (to - 0.1) * 48_000);
    assert.ok(Math.abs(peakDbfs(loud) - peakDbfs(quiet) - 18) < 0.5, `${peakDbfs(loud)} ${peakDbfs(quiet)}`);
    const lastLoud = sound.pcm.findLastIndex((sample) => Math.abs(sample) > 0.35);
    const ramp = sound.pcm.subarray(lastLoud, lastLoud + 480);
    const steps = ramp.subarray(1).map((sample, i) => Math.abs(sample - (ramp[i] ?? 0)));
    assert.ok(Math.max(...steps) < 0.03, 'it clicks');
  });

  test('mute closes the device, and unmute opens it', async (t) => {
    const listener = await Listener.open(t);
    await listener.seconds(0.2);
    assert.match(await audio.pactl('list', 'short', 'source-outputs'), /float32/);
    const before = (await audio.pactl('list', 'short', 'source-outputs')).split('\n').length;
    await listener.duplex.mute();
    const after = (await audio.pactl('list', 'short', 'source-outputs')).split('\n').length;
    assert.equal(after, before - 1);
    await listener.duplex.unmute();
    await listener.seconds(0.2);
    assert.deepEqual(listener.changes('input'), [`opened ${MICROPHONE}`, 'muted ', `opened ${MICROPHONE}`]);
  });

  test('a microphone that is unplugged gives way to another, and never to a monitor', async (t) => {
    const headset = await audio.plugMicrophone('Headset');
    const listener = await Listener.open(t, { microphones: ['headset'] });
    await listener.seconds(0.3);
    await headset.unplug();
    await listener.until(() => listener.changes('input').length === 3);
    assert.deepEqual(listener.changes('input'), ['opened Headset', 'lost Headset', `opened ${MICROPHONE}`]);
    await audio.plugMicrophone('Headset');
    await listener.until(() => listener.changes('input').length === 4);
    assert.equal(listener.changes('input')[3], 'opened Headset');
  });

  test('without any microphone left there is silence, not our own voice; then one that is plugged in', async (t) => {
    const alone = await startVirtualAudio();
    Object.assign(process.env, alone.env);
    t.after(async () => {
      Object.assign(process.env, audio.env);
      await alone[Symbol.asyncDispose]();
    });
    const headset = await alone.plugMicrophone('Headset');
    const listener = await Listener.open(t, { microphones: ['headset'] });
    await alone.unplug(MICROPHONE);
    await headset.unplug();
    await listener.until(() => listener.changes('input').includes('lost Headset'));
    const speaker = listener.duplex.openSpeaker(48_000);
    const at = listener.heard.length;
    speaker.write(tone(0.5, 440, 48_000).pcm);
    await speaker.drained();
    await listener.seconds(0.3);
    assert.ok(peakDbfs(Float32Array.from(listener.heard.slice(at + 1600))) < -100);
    await alone.plugMicrophone('Other');
    await listener.until(() => listener.changes('input').at(-1) === 'opened Other');
  });

  test('another default microphone, at another rate, is taken up without a change of pitch', async (t) => {
    const other = await audio.plugMicrophone('Studio Microphone', 44_100);
    const listener = await Listener.open(t);
    await audio.makeDefault('Studio Microphone');
    await listener.until(() => listener.changes('input').length === 2);
    assert.equal(listener.changes('input')[1], 'opened Studio Microphone');
    const at = listener.heard.length;
    await audio.speak(tone(1, 440, 48_000), 'Studio Microphone');
    await listener.seconds(0.2);
    assert.ok(Math.abs(pitchOf(listener.heard.slice(at)) - 440) < 1);
    await audio.makeDefault(MICROPHONE);
    await other.unplug();
  });

  test('a reply goes on at another loudspeaker when its own is unplugged', async (t) => {
    const headphones = await audio.plugLoudspeaker('Headphones');
    const listener = await Listener.open(t, { loudspeakers: ['headphones'] });
    const recording = await audio.record(LOUDSPEAKER);
    const speaker = listener.duplex.openSpeaker(48_000);
    speaker.write(tone(2, 440, 48_000).pcm);
    await listener.until(() => speaker.heardSamples > 24_000);
    await headphones.unplug();
    await speaker.drained();
    const { from, to } = soundSpan(await recording.stop());
    assert.ok(to - from > 1.2, `${to - from} s`);
    assert.deepEqual(listener.changes('output'), ['opened Headphones', 'lost Headphones', `opened ${LOUDSPEAKER}`]);
  });

  test('a microphone that delivers zeros is told within five seconds, and heard whole when it delivers again', async (t) => {
    const listener = await Listener.open(t);
    await listener.until(() => listener.changes('input').length === 2);
    assert.equal(listener.changes('input')[1], `silent ${MICROPHONE}`);
    assert.ok(listener.heard.length < 5 * SAMPLE_RATE_HZ);
    // By then sound comes in long blocks; none of it may be lost.
    await listener.until(() => listener.heard.length > 6 * SAMPLE_RATE_HZ);
    const said = sweep(1);
    await audio.speak(said);
    await listener.until(() => listener.changes('input').length === 3);
    await listener.seconds(0.3);
    const heard = resample({ pcm: Float32Array.from(listener.heard), sampleRateHz: SAMPLE_RATE_HZ }, 48_000);
    assert.ok(bestCorrelation(heard.pcm, said.pcm).correlation > 0.99);
  });
});

/** Zero crossings of the loud part, a second. */
function pitchOf(samples: readonly number[]): number {
  const first = samples.findIndex((sample) => Math.abs(sample) > 0.2) + 1600;
  const last = samples.findLastIndex((sample) => Math.abs(sample) > 0.2) - 1600;
  const rises: number[] = [];
  for (let i = first; i < last; i++) {
    const [a = 0, b = 0] = [samples[i], samples[i + 1]];
    if (a < 0 && b >= 0) rises.push(i + a / (a - b));
  }
  return ((rises.length - 1) * SAMPLE_RATE_HZ) / ((rises.at(-1) ?? 0) - (rises[0] ?? 0));
}
