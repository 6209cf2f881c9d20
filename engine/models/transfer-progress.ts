/** How far an installation is. Bytes are those of the network transfer; conversion and checking have none. */

export interface InstallProgress {
  readonly id: string;
  readonly phase: 'waiting' | 'downloading' | 'converting' | 'checking' | 'landed' | 'kept';
  readonly receivedBytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number;
  /** Absent until a speed is known. */
  readonly remainingMs?: number;
  /** What is being done, for people: a file name, a package, a conversion step. */
  readonly detail?: string;
}

export interface TransferRate {
  readonly receivedBytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number;
  readonly remainingMs?: number;
}

/** Long enough to smooth bursts, short enough to follow a change of network. */
const WINDOW_MS = 5000;
const MAX_SAMPLES = 64;

/** Speed over the last few seconds. Bytes kept from an earlier attempt count as received, not as speed. */
export class TransferMeter {
  readonly #totalBytes: number;
  #receivedBytes: number;
  #samples: { readonly atMs: number; readonly bytes: number }[];

  constructor(totalBytes: number, alreadyReceivedBytes: number, nowMs: number) {
    this.#totalBytes = totalBytes;
    this.#receivedBytes = alreadyReceivedBytes;
    this.#samples = [{ atMs: nowMs, bytes: alreadyReceivedBytes }];
  }

  advanceTo(receivedBytes: number, nowMs: number): TransferRate {
    this.#receivedBytes = receivedBytes;
    const last = this.#samples[this.#samples.length - 1];
    if (last === undefined || nowMs - last.atMs >= WINDOW_MS / MAX_SAMPLES) {
      this.#samples.push({ atMs: nowMs, bytes: receivedBytes });
    }
    while (this.#samples.length > 2 && nowMs - (this.#samples[0]?.atMs ?? nowMs) > WINDOW_MS) this.#samples.shift();
    const first = this.#samples[0] ?? { atMs: nowMs, bytes: receivedBytes };
    const elapsedMs = nowMs - first.atMs;
    const bytesPerSecond = elapsedMs > 0 ? Math.max(0, ((receivedBytes - first.bytes) * 1000) / elapsedMs) : 0;
    const rate = { receivedBytes: this.#receivedBytes, totalBytes: this.#totalBytes, bytesPerSecond };
    if (bytesPerSecond === 0) return rate;
    return { ...rate, remainingMs: (Math.max(0, this.#totalBytes - receivedBytes) * 1000) / bytesPerSecond };
  }
}
