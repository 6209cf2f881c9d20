/** A sound system under the hand of a test: devices come, go, fail and fall silent when told to. */

import { FRAME_SAMPLES } from '../audio/audio-frame.ts';
import type {
  Direction,
  FailureCode,
  OpenSoundSystem,
  SoundDevice,
  SoundListener,
  SoundStatus,
  SoundSystem,
} from './sound-system.ts';
import { DeviceFailure } from './sound-system.ts';

export class FakeSoundSystem implements SoundSystem {
  devices: SoundDevice[] = [];
  /** Devices that cannot be opened, by id. */
  readonly failing = new Map<string, FailureCode>();
  /** What was done, in order: `open input mic`, `close output`. */
  readonly done: string[] = [];
  #listener: SoundListener | undefined;
  #at = 0;
  #status: SoundStatus = {
    acceptedSamples: 0,
    heardSamples: 0,
    underruns: 0,
    gaps: 0,
    droppedFrames: 0,
    zerosMs: 0,
    echo: undefined,
  };

  /** Opens this system; as often as one likes. */
  readonly openSystem: OpenSoundSystem = async (listener) => {
    this.#listener = listener;
    this.#at = 0;
    return this;
  };

  plug(direction: Direction, id: string, kind: 'default' | 'other' | 'monitor' = 'other'): void {
    const device = { id, name: id, direction, isDefault: kind === 'default', isMonitor: kind === 'monitor' };
    this.devices = [...this.devices, device];
    this.#listener?.devicesChanged();
  }

  /** The stream of the device ends, too. */
  unplug(id: string): void {
    const gone = this.devices.filter((device) => device.id === id);
    this.devices = this.devices.filter((device) => device.id !== id);
    for (const { direction } of gone) this.#listener?.lost(direction, 'unplugged');
    this.#listener?.devicesChanged();
  }

  makeDefault(id: string): void {
    const direction = this.devices.find((device) => device.id === id)?.direction;
    this.devices = this.devices.map((device) =>
      device.direction === direction ? { ...device, isDefault: device.id === id } : device,
    );
    this.#listener?.devicesChanged();
  }

  /** A frame from the microphone. */
  hear(level: number = 0.5): void {
    this.#listener?.heard(new Float32Array(FRAME_SAMPLES).fill(level), this.#at);
    this.#at += FRAME_SAMPLES;
  }

  /** The listener did not take so many frames in time. */
  drop(frames: number): void {
    this.#at += frames * FRAME_SAMPLES;
  }

  /** What the meters show from now on. */
  measure(change: Partial<SoundStatus>): void {
    this.#status = { ...this.#status, ...change };
  }

  vanish(): void {
    this.#listener?.gone('the sound server is gone');
  }

  async listDevices(): Promise<readonly SoundDevice[]> {
    return this.devices;
  }

  async open(direction: Direction, id: string): Promise<void> {
    const failure = this.failing.get(id);
    this.done.push(`${failure === undefined ? 'open' : failure} ${direction} ${id}`);
    if (failure !== undefined) throw new DeviceFailure(failure, `${id} failed`);
  }

  async close(direction: Direction): Promise<void> {
    this.done.push(`close ${direction}`);
  }

  write(pcm: Float32Array): void {
    this.measure({ acceptedSamples: this.#status.acceptedSamples + pcm.length });
  }

  flush(): void {
    this.measure({ acceptedSamples: this.#status.heardSamples });
  }

  setGain(gainDb: number): void {
    this.done.push(`gain ${gainDb}`);
  }

  status(): SoundStatus {
    return this.#status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.done.push('dispose');
  }
}
