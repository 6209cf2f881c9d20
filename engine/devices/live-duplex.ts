/**
 * Microphone and loudspeaker over a sound system that may change under them. What it notices, and within what time:
 * a device that is unplugged at once; one that delivers no frames after 300 ms, or only zeros after 4 s; a sound system
 * that is gone at once, and tried again every second.
 */

import { SottoFault } from '../../contract/faults.ts';
import { rmsDbfs, SILENCE_DBFS } from '../audio/level.ts';
import { systemClock, type Timekeeper } from '../base/clock.ts';
import type { OpenSpeaker, Speaker } from '../playback/playback.ts';
import { DeviceKeeper } from './device-keeper.ts';
import type { DeviceNotice, DuplexAudio } from './duplex-audio.ts';
import { EchoJudge } from './echo-judge.ts';
import { LiveMicrophone } from './live-microphone.ts';
import { LiveSpeaker } from './live-speaker.ts';
import type { Direction, OpenSoundSystem, SoundDevice, SoundStatus, SoundSystem } from './sound-system.ts';

const NO_FRAMES_MS = 300;
const ZEROS_MS = 3000;
const CHECK_MS = 1000;
const RESTART_MS = 1000;
/** Three frames: about ten levels a second. */
const LEVEL_FRAMES = 3;
const WITHOUT_CANCELLER = {
  turnTaking: 'half-duplex',
  reason: 'without the audio add-on our own voice cannot be told from yours. "npm run setup" builds it.',
} as const;
const NOTHING: SoundStatus = {
  acceptedSamples: 0,
  heardSamples: 0,
  underruns: 0,
  gaps: 0,
  droppedFrames: 0,
  zerosMs: 0,
  echo: undefined,
};

export interface LiveDuplexOptions {
  readonly kind: DuplexAudio['kind'];
  readonly open: OpenSoundSystem;
  readonly microphones: readonly string[];
  readonly loudspeakers: readonly string[];
  readonly tell: (notice: DeviceNotice) => void;
  readonly clock?: Timekeeper;
  /** Loudspeakers that are opened past the system, so that nothing of them can be cancelled. */
  readonly openSpeaker?: OpenSpeaker | undefined;
}

/** Opens both. Rejects with `device-missing` where there is no sound system or no microphone. */
export async function openLiveDuplex(options: LiveDuplexOptions): Promise<DuplexAudio> {
  const duplex = new LiveDuplex(options);
  try {
    await duplex.start();
    return duplex;
  } catch (error) {
    await duplex[Symbol.asyncDispose]();
    throw error;
  }
}

class LiveDuplex implements DuplexAudio {
  readonly kind: DuplexAudio['kind'];
  readonly microphone: LiveMicrophone;
  readonly #options: LiveDuplexOptions;
  readonly #clock: Timekeeper;
  readonly #input: DeviceKeeper;
  readonly #output: DeviceKeeper;
  readonly #judge = new EchoJudge();
  #system: SoundSystem | undefined;
  /** Heard through systems that are gone. */
  #heardBefore = 0;
  #lastStatus: SoundStatus = NOTHING;
  #nextAt = 0;
  #lastFrameMs = 0;
  #levelFrames: Float32Array[] = [];
  #isSilent = false;
  #state: 'open' | 'closed' = 'open';
  #watchdog: NodeJS.Timeout | undefined;
  #check: NodeJS.Timeout | undefined;

  constructor(options: LiveDuplexOptions) {
    this.kind = options.kind;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.microphone = new LiveMicrophone(this.#clock);
    const keeper = (direction: Direction, wanted: readonly string[]): DeviceKeeper =>
      new DeviceKeeper({
        direction,
        wanted,
        system: () => this.#system,
        tell: options.tell,
        changed: () => direction === 'input' && this.#inputChanged(),
      });
    this.#input = keeper('input', options.microphones);
    this.#output = keeper('output', options.loudspeakers);
  }

  async start(): Promise<void> {
    await this.#connect();
    await Promise.all([this.#input.open(), this.#output.open()]);
    if (this.#input.state !== 'open') {
      const message = 'There is no microphone. Plug one in, or choose one in the sound settings.';
      throw new SottoFault('device-missing', message, { stage: 'capture', retryable: true });
    }
    if (this.kind === 'commands') this.#options.tell({ type: 'duplex.changed', ...WITHOUT_CANCELLER });
    this.#check = setInterval(() => this.#look(), CHECK_MS);
  }

  get health(): SoundStatus {
    return this.#status();
  }

  openSpeaker = (sampleRateHz: number): Speaker =>
    this.#options.openSpeaker?.(sampleRateHz) ??
    new LiveSpeaker(
      {
        system: () => this.#system,
        heardSamples: () => this.#heardBefore + this.#status().heardSamples,
        acceptedSamples: () => this.#heardBefore + this.#status().acceptedSamples,
        isOpen: () => this.#output.state === 'open',
        clock: this.#clock,
      },
      sampleRateHz,
    );

  async mute(): Promise<void> {
    await this.#input.close('muted');
  }

  async unmute(): Promise<void> {
    await this.#input.open();
  }

  async listDevices(): Promise<readonly SoundDevice[]> {
    return (await this.#system?.listDevices()) ?? [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    clearInterval(this.#check);
    clearTimeout(this.#watchdog);
    await Promise.all([this.#input.close('closed'), this.#output.close('closed')]);
    await this.microphone[Symbol.asyncDispose]();
    const system = this.#system;
    this.#system = undefined;
    await system?.[Symbol.asyncDispose]();
  }

  async #connect(): Promise<void> {
    this.#nextAt = 0;
    this.#system = await this.#options.open({
      heard: (pcm, at) => this.#heard(pcm, at),
      lost: (direction, message) => (direction === 'input' ? this.#input : this.#output).lost(message),
      devicesChanged: () => {
        void this.#input.reconsider();
        void this.#output.reconsider();
      },
      gone: (message) => this.#gone(message),
    });
  }

  #heard(pcm: Float32Array, at: number): void {
    if (this.#input.state !== 'open') return;
    this.#lastFrameMs = this.#clock.nowMs();
    this.microphone.endSilence();
    for (; this.#nextAt < at; this.#nextAt += pcm.length) this.microphone.hear(new Float32Array(pcm.length));
    this.#nextAt = at + pcm.length;
    this.microphone.hear(pcm);
    this.#levelFrames.push(pcm);
    if (this.#levelFrames.length < LEVEL_FRAMES) return;
    const dbfs = Math.max(...this.#levelFrames.map(rmsDbfs), SILENCE_DBFS);
    this.#levelFrames = [];
    this.#options.tell({ type: 'input.level', dbfs });
  }

  #inputChanged(): void {
    const { state } = this.#input;
    clearTimeout(this.#watchdog);
    this.#isSilent = false;
    if (state === 'open') {
      this.#lastFrameMs = this.#clock.nowMs();
      this.#watch(NO_FRAMES_MS);
    } else if (state === 'away') this.microphone.beginSilence(0);
    else this.microphone.endSilence();
  }

  #watch(delayMs: number): void {
    this.#watchdog = setTimeout(() => this.#mindFrames(), delayMs);
  }

  /** Opens a microphone anew that delivers nothing. */
  #mindFrames(): void {
    if (this.#input.state !== 'open') return;
    const withoutMs = this.#clock.nowMs() - this.#lastFrameMs;
    const isStalled = withoutMs >= NO_FRAMES_MS;
    if (isStalled) {
      this.microphone.beginSilence(withoutMs);
      this.#input.stalled();
    }
    this.#watch(isStalled ? NO_FRAMES_MS : NO_FRAMES_MS - withoutMs);
  }

  #gone(message: string): void {
    const { heardSamples } = this.#status();
    this.#heardBefore += heardSamples;
    this.#lastStatus = NOTHING;
    const system = this.#system;
    this.#system = undefined;
    void system?.[Symbol.asyncDispose]();
    for (const keeper of [this.#input, this.#output]) keeper.lost(message);
    this.#restart();
  }

  #restart(): void {
    const again = setTimeout(() => void this.#reconnect(), RESTART_MS);
    again.unref();
  }

  async #reconnect(): Promise<void> {
    if (this.#state === 'closed') return;
    try {
      await this.#connect();
    } catch {
      return this.#restart();
    }
    await Promise.all([this.#input.reconsider(), this.#output.reconsider()]);
  }

  #status(): SoundStatus {
    this.#lastStatus = this.#system?.status() ?? this.#lastStatus;
    return this.#lastStatus;
  }

  /** Once a second. */
  #look(): void {
    const before = this.#lastStatus;
    const now = this.#status();
    this.#lookForZeros(now);
    if (now.echo === undefined || now.heardSamples === before.heardSamples) return;
    this.#options.tell({ type: 'echo.measured', ...now.echo });
    const changed = this.#judge.measured(now.echo);
    if (changed !== undefined) this.#options.tell({ type: 'duplex.changed', ...changed });
  }

  #lookForZeros({ zerosMs }: SoundStatus): void {
    const isSilent = this.#input.state === 'open' && zerosMs >= ZEROS_MS;
    if (isSilent === this.#isSilent) return;
    this.#isSilent = isSilent;
    const { name = 'The microphone' } = this.#input.device ?? {};
    const message = isSilent
      ? `${name} delivers nothing. Is it muted by a switch, or are programs not allowed to use it?`
      : `${name} delivers sound again.`;
    const state = isSilent ? 'silent' : 'opened';
    this.#options.tell({ type: 'device.changed', direction: 'input', state, name, message });
  }
}
