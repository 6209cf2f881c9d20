/**
 * Keeps the best device of one direction open.
 *
 * Invariants:
 * 1. One thing happens at a time; what is asked meanwhile is done right after, once.
 * 2. The user hears of every change: what is open, what was lost, and why something else is used.
 * 3. While no device opens, it tries again: when devices change, and every second.
 */

import { rankDevices } from './device-choice.ts';
import type { DeviceNotice } from './duplex-audio.ts';
import { DeviceFailure, type Direction, type SoundDevice, type SoundSystem } from './sound-system.ts';

const RETRY_MS = 1000;
/** A device that another program had to itself is tried again this often, while the next best one serves. */
const BUSY_RETRY_MS = 10_000;

export type KeeperState = 'closed' | 'open' | 'away';

export interface KeeperOptions {
  readonly direction: Direction;
  readonly wanted: readonly string[];
  readonly system: () => SoundSystem | undefined;
  readonly tell: (notice: DeviceNotice) => void;
  readonly changed: (state: KeeperState) => void;
}

export class DeviceKeeper {
  readonly #options: KeeperOptions;
  #wish: 'open' | 'closed' = 'closed';
  #state: KeeperState = 'closed';
  #device: SoundDevice | undefined;
  /** The device has to be opened anew although it is the right one. */
  #isStale = false;
  #work: Promise<void> | undefined;
  #again = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  get state(): KeeperState {
    return this.#state;
  }

  get device(): SoundDevice | undefined {
    return this.#device;
  }

  /** Resolves when the best device is open, or none could be. */
  async open(): Promise<void> {
    this.#wish = 'open';
    await this.reconsider();
  }

  /** @param state what the user reads: closed for good, or muted. */
  async close(state: 'closed' | 'muted'): Promise<void> {
    this.#wish = 'closed';
    clearTimeout(this.#retry);
    await this.reconsider();
    this.#tell(state, {});
  }

  /** The device that was open is gone. */
  lost(message: string): void {
    if (this.#wish === 'closed' || this.#device === undefined) return;
    const { name } = this.#device;
    this.#device = undefined;
    this.#become('away');
    this.#tell('lost', { name, message: `${name}: ${message}.` });
    void this.reconsider();
  }

  /** The device is there and does not deliver. */
  stalled(): void {
    this.#isStale = true;
    void this.reconsider();
  }

  /** Looks at the devices, and opens another one where that is better. */
  reconsider(): Promise<void> {
    if (this.#work !== undefined) {
      this.#again = true;
      return this.#work;
    }
    this.#work = this.#workOff();
    return this.#work;
  }

  async #workOff(): Promise<void> {
    do {
      this.#again = false;
      await this.#once();
    } while (this.#again);
    // In the same step as the question above: what is asked from here on is new work.
    this.#work = undefined;
  }

  async #once(): Promise<void> {
    clearTimeout(this.#retry);
    const system = this.#options.system();
    if (this.#wish === 'closed') {
      this.#device = undefined;
      if (this.#state !== 'closed') await system?.close(this.#options.direction).catch(() => undefined);
      this.#become('closed');
      return;
    }
    if (system === undefined) return this.#away('the sound system is gone');
    try {
      await this.#openBest(system);
    } catch (error) {
      this.#away(error instanceof Error ? error.message : String(error));
    }
  }

  async #openBest(system: SoundSystem): Promise<void> {
    const { direction, wanted } = this.#options;
    const ranked = rankDevices(await system.listDevices(), direction, wanted);
    if (this.#device !== undefined && !ranked.some(({ id }) => id === this.#device?.id)) {
      this.#tell('lost', { name: this.#device.name, message: `${this.#device.name}: unplugged.` });
      this.#device = undefined;
      this.#become('away');
    }
    const failures: string[] = [];
    for (const device of ranked) {
      if (device.id === this.#device?.id && !this.#isStale) return this.#remain(failures);
      try {
        await system.open(direction, device.id);
      } catch (error) {
        failures.push(`${device.name}: ${reasonOf(error)}`);
        continue;
      }
      this.#isStale = false;
      this.#device = device;
      this.#become('open');
      this.#tell('opened', { name: device.name, ...(failures.length > 0 ? { message: failures.join(' ') } : {}) });
      return this.#remain(failures);
    }
    this.#away(failures.length > 0 ? failures.join(' ') : nothingFound(direction));
  }

  /** Content with the device; one that is wanted more and was busy is tried again later. */
  #remain(failures: readonly string[]): void {
    if (failures.length > 0) this.#later(BUSY_RETRY_MS);
  }

  #away(message: string): void {
    const wasAway = this.#state === 'away' && this.#device === undefined;
    const { name } = this.#device ?? {};
    this.#device = undefined;
    this.#become('away');
    if (!wasAway) this.#tell('lost', { ...(name === undefined ? {} : { name }), message });
    this.#later(RETRY_MS);
  }

  #later(delayMs: number): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.reconsider(), delayMs);
    this.#retry.unref();
  }

  #become(state: KeeperState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.changed(state);
  }

  #tell(state: 'opened' | 'closed' | 'muted' | 'lost', details: { name?: string; message?: string }): void {
    this.#options.tell({ type: 'device.changed', direction: this.#options.direction, state, ...details });
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof DeviceFailure)) return error instanceof Error ? error.message : String(error);
  switch (error.failure) {
    case 'busy':
      return 'another program has it for itself; close that program to use it.';
    case 'refused':
      return 'the system does not let us use it; allow it in the privacy settings.';
    case 'unsupported':
      return 'its format is not supported; choose another rate in the sound settings.';
    default:
      return error.message;
  }
}

function nothingFound(direction: Direction): string {
  return direction === 'input'
    ? 'There is no microphone. Plug one in; it is used as soon as it is there.'
    : 'There is no loudspeaker. Plug one in; it is used as soon as it is there.';
}
