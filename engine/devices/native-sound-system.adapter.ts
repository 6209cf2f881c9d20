/** The sound system of the audio add-on: PulseAudio and PipeWire, else the devices of the operating system. */

import { type AddonDevice, type AddonDuplex, loadAudioAddon } from '../capture/audio-addon.ts';
import type { EchoCancellerOptions } from '../capture/echo-canceller.ts';
import {
  DeviceFailure,
  type Direction,
  isFailureCode,
  type OpenSoundSystem,
  type SoundDevice,
  type SoundListener,
  type SoundStatus,
  type SoundSystem,
} from './sound-system.ts';

/** Under which a sound server shows us to people. */
const PROGRAM_NAME = 'Sotto';

export interface NativeSoundOptions extends EchoCancellerOptions {
  readonly echoCancellation?: 'on' | 'off';
}

/** Throws `device-missing` where the add-on is not built. */
export function nativeSound(options: NativeSoundOptions = {}): OpenSoundSystem {
  const addon = loadAudioAddon();
  const canceller = {
    noiseSuppression: options.noiseSuppression === 'on',
    automaticGain: options.automaticGain === 'on',
  };
  return async (listener) => {
    const duplex = await attempt(
      addon.openDuplex(
        { name: PROGRAM_NAME, ...(options.echoCancellation === 'off' ? {} : { canceller }) },
        (pcm, at) => listener.heard(pcm, at),
        (kind, message) => tell(listener, kind, message),
      ),
    );
    return new NativeSoundSystem(duplex);
  };
}

function tell(listener: SoundListener, kind: string, message: string): void {
  if (kind === 'input-lost') listener.lost('input', message);
  else if (kind === 'output-lost') listener.lost('output', message);
  else if (kind === 'devices-changed') listener.devicesChanged();
  else listener.gone(message);
}

class NativeSoundSystem implements SoundSystem {
  readonly #duplex: AddonDuplex;

  constructor(duplex: AddonDuplex) {
    this.#duplex = duplex;
  }

  async listDevices(): Promise<readonly SoundDevice[]> {
    return (await attempt(this.#duplex.listDevices())).flatMap(devicesOf);
  }

  open(direction: Direction, id: string): Promise<void> {
    return attempt(direction === 'input' ? this.#duplex.openInput(id) : this.#duplex.openOutput(id));
  }

  close(direction: Direction): Promise<void> {
    return attempt(direction === 'input' ? this.#duplex.closeInput() : this.#duplex.closeOutput());
  }

  write(pcm: Float32Array, sampleRateHz: number): void {
    this.#duplex.write(pcm, sampleRateHz);
  }

  flush(): void {
    this.#duplex.flush();
  }

  setGain(gainDb: number): void {
    this.#duplex.setGain(gainDb);
  }

  status(): SoundStatus {
    const { echo, ...rest } = this.#duplex.status();
    return { ...rest, echo: echo ?? undefined };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#duplex.close();
  }
}

/** A device that hears and plays is two. */
function devicesOf({ id, name, input, output, isDefault, monitor }: AddonDevice): SoundDevice[] {
  const directions = [...(input ? ['input' as const] : []), ...(output ? ['output' as const] : [])];
  return directions.map((direction) => ({ id, name, direction, isDefault, isMonitor: monitor }));
}

/** Turns an error of the add-on, `[code] message`, into a failure. */
async function attempt<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const [, code, message = text] = /^\[([a-z-]+)\] (.*)$/s.exec(text) ?? [];
    throw new DeviceFailure(isFailureCode(code) ? code : 'failed', message);
  }
}
