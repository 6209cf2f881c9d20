/** The default loudspeaker of a Linux desktop, through its own player command (PulseAudio, PipeWire or ALSA). */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { SottoFault } from '../../contract/faults.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { GainRamp } from './gain-ramp.ts';
import { PacedQueue } from './paced-queue.ts';
import { FADE_MS, type OpenSpeaker, type Speaker } from './playback.ts';

/** How far the player runs ahead of the ear. */
const PLAYER_BUFFER_MS = 60;
/** What is handed to the player ahead of the ear: outlasts a busy event loop, and is as late as a change of gain is heard. */
const AHEAD_MS = 200;
const PUMP_MS = 40;

type PlayerCommand = (sampleRateHz: number) => readonly [command: string, args: readonly string[]];

const pulse: PlayerCommand = (rate) => [
  'pacat',
  ['--playback', '--raw', '--format=float32le', '--channels=1', `--rate=${rate}`, `--latency-msec=${PLAYER_BUFFER_MS}`],
];
const alsa: PlayerCommand = (rate) => [
  'aplay',
  ['-q', '-t', 'raw', '-f', 'FLOAT_LE', '-c', '1', '-r', String(rate), `--buffer-time=${PLAYER_BUFFER_MS * 1000}`],
];

/** Opens the default output, or tells that this machine has none. */
export function findLoudspeaker(): OpenSpeaker | undefined {
  const player = findPlayer();
  return player && ((sampleRateHz) => new CommandSpeaker(sampleRateHz, player, systemClock));
}

function findPlayer(): PlayerCommand | undefined {
  if (process.platform !== 'linux') return undefined;
  const succeeds = (command: string, args: string[]): boolean =>
    spawnSync(command, args, { stdio: 'ignore', timeout: 2000 }).status === 0;
  // `pactl info` answers only when a sound server runs; it also answers for PipeWire.
  if (succeeds('pactl', ['info']) && succeeds('pacat', ['--version'])) return pulse;
  return hasAlsaOutput() && succeeds('aplay', ['--version']) ? alsa : undefined;
}

function hasAlsaOutput(): boolean {
  try {
    return readdirSync('/dev/snd').some((name) => /^pcmC\d+D\d+p$/.test(name));
  } catch {
    return false;
  }
}

class CommandSpeaker implements Speaker {
  readonly sampleRateHz: number;
  readonly #player: PlayerCommand;
  readonly #queue: PacedQueue;
  #child: ChildProcess | undefined;
  #fault: SottoFault | undefined;
  readonly #gain: GainRamp;
  /** Written, and not yet handed to the player. */
  #waiting: Float32Array[] = [];
  #waitingSamples = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(sampleRateHz: number, player: PlayerCommand, clock: Clock) {
    this.sampleRateHz = sampleRateHz;
    this.#player = player;
    this.#queue = new PacedQueue(clock, sampleRateHz);
    this.#gain = new GainRamp(sampleRateHz);
  }

  write(pcm: Float32Array): void {
    if (this.#fault !== undefined) throw this.#fault;
    this.#queue.push(pcm.length);
    this.#waiting.push(pcm);
    this.#waitingSamples += pcm.length;
    this.#pump();
  }

  get heardSamples(): number {
    return this.#queue.heardSamples;
  }

  get queuedMs(): number {
    return this.#queue.queuedMs;
  }

  /** The command has the samples already: it cannot duck. */
  /** Heard as soon as what the player already holds is over. */
  setGain(gainDb: number): void {
    this.#gain.aim(gainDb);
  }

  flush(): void {
    this.#queue.flush(FADE_MS);
    this.#waiting = [];
    this.#waitingSamples = 0;
    // The player has the samples already; ending it is the only way to silence them.
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  async drained(): Promise<void> {
    for (let waitMs = this.queuedMs; waitMs > 0; waitMs = this.queuedMs) {
      if (this.#fault !== undefined) throw this.#fault;
      await new Promise((resolve) => setTimeout(resolve, Math.ceil(Math.min(waitMs, 250))));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const deadline = setTimeout(() => child.kill('SIGKILL'), 500);
    child.stdin?.end();
    await exited;
    clearTimeout(deadline);
  }

  /** Hands over what is heard soon, with its gain. */
  #pump(): void {
    clearTimeout(this.#timer);
    if (this.#fault !== undefined) return;
    const perMs = this.sampleRateHz / 1000;
    const aheadOf = (): number => this.#queue.queuedMs - this.#waitingSamples / perMs;
    while (this.#waiting[0] !== undefined && aheadOf() < AHEAD_MS) {
      const first = this.#waiting[0];
      const piece = first.subarray(0, Math.ceil(PUMP_MS * perMs));
      if (piece.length === first.length) this.#waiting.shift();
      else this.#waiting[0] = first.subarray(piece.length);
      this.#waitingSamples -= piece.length;
      const heard = this.#gain.apply(piece);
      this.#child ??= this.#start();
      this.#child.stdin?.write(Buffer.from(heard.buffer, heard.byteOffset, heard.byteLength));
    }
    if (this.#waiting.length > 0) this.#timer = setTimeout(() => this.#pump(), PUMP_MS);
  }

  #start(): ChildProcess {
    const [command, args] = this.#player(this.sampleRateHz);
    const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'ignore'] });
    const lost = (): void => {
      if (this.#child !== child) return;
      this.#fault = new SottoFault(
        'device-missing',
        'The loudspeaker is gone. Check the sound settings and try again.',
        {
          stage: 'playback',
          retryable: true,
        },
      );
    };
    child.once('error', lost);
    child.once('exit', lost);
    child.stdin?.on('error', lost);
    return child;
  }
}
