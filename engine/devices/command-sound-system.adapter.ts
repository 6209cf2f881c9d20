/**
 * Microphones through the recording command of a Linux sound server, for machines where the audio add-on is not built.
 * What is played is not known here: nothing is cancelled, and loudspeakers are somebody else's.
 */

import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '../audio/audio-frame.ts';
import {
  DeviceFailure,
  type Direction,
  type OpenSoundSystem,
  type SoundDevice,
  type SoundListener,
  type SoundStatus,
  type SoundSystem,
} from './sound-system.ts';

const LATENCY_MS = 20;
const FRAME_BYTES = FRAME_SAMPLES * 4;

/** Undefined where there is no sound server, or none of its commands. */
export function commandSound(): OpenSoundSystem | undefined {
  const succeeds = (command: string, ...args: string[]): boolean =>
    spawnSync(command, args, { stdio: 'ignore', timeout: 2000 }).status === 0;
  if (process.platform !== 'linux' || !succeeds('pactl', 'info') || !succeeds('parec', '--version')) return undefined;
  return async (listener) => new CommandSoundSystem(listener);
}

interface ServerDevice {
  readonly name: string;
  readonly description: string;
}

class CommandSoundSystem implements SoundSystem {
  readonly #listener: SoundListener;
  readonly #watcher: ChildProcess;
  #recorder: ChildProcess | undefined;
  #rest = Buffer.alloc(0);
  #at = 0;
  #zeros = 0;

  constructor(listener: SoundListener) {
    this.#listener = listener;
    this.#watcher = spawn('pactl', ['subscribe'], { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#watcher.stdout?.setEncoding('utf8').on('data', (lines: string) => {
      if (/'(new|remove)' on (source|sink) #|on server/.test(lines)) listener.devicesChanged();
    });
    this.#watcher.once('error', () => undefined);
    this.#watcher.once('exit', () => listener.gone('the sound server is gone'));
  }

  async listDevices(): Promise<readonly SoundDevice[]> {
    const [sources, sinks, info] = await Promise.all([
      list<ServerDevice>('sources'),
      list<ServerDevice>('sinks'),
      pactl('info').then((text) => JSON.parse(text) as Record<string, string>),
    ]);
    const device = (direction: Direction, isMonitor: (one: ServerDevice) => boolean) => (one: ServerDevice) => ({
      id: one.name,
      name: one.description,
      direction,
      isDefault: one.name === info[direction === 'input' ? 'default_source_name' : 'default_sink_name'],
      isMonitor: isMonitor(one),
    });
    return [
      ...sources.map(device('input', ({ name }) => name.endsWith('.monitor'))),
      ...sinks.map(device('output', () => false)),
    ];
  }

  async open(direction: Direction, id: string): Promise<void> {
    if (direction === 'output') return;
    this.#stopRecorder();
    const format = ['--raw', '--format=float32le', '--channels=1', `--rate=${SAMPLE_RATE_HZ}`];
    const args = [`--device=${id}`, ...format, `--latency-msec=${LATENCY_MS}`];
    const recorder = spawn('parec', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#recorder = recorder;
    recorder.stdout.on('data', (bytes: Buffer) => this.#hear(recorder, bytes));
    recorder.once('exit', () => {
      if (this.#recorder !== recorder) return;
      this.#recorder = undefined;
      this.#listener.lost('input', 'the microphone is gone');
    });
    await new Promise<void>((resolve, reject) => {
      recorder.once('spawn', resolve);
      recorder.once('error', (error) => reject(new DeviceFailure('failed', error.message)));
    });
  }

  async close(direction: Direction): Promise<void> {
    if (direction === 'input') this.#stopRecorder();
  }

  write(): void {}

  flush(): void {}

  setGain(): void {}

  status(): SoundStatus {
    const zerosMs = (this.#zeros * 1000) / SAMPLE_RATE_HZ;
    const played = { acceptedSamples: 0, heardSamples: 0, underruns: 0, gaps: 0 };
    return { ...played, droppedFrames: 0, zerosMs, echo: undefined };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopRecorder();
    this.#watcher.removeAllListeners('exit');
    this.#watcher.kill();
  }

  #hear(recorder: ChildProcess, bytes: Buffer): void {
    if (this.#recorder !== recorder) return;
    this.#rest = Buffer.concat([this.#rest, bytes]);
    for (; this.#rest.length >= FRAME_BYTES; this.#rest = this.#rest.subarray(FRAME_BYTES)) {
      const pcm = new Float32Array(Uint8Array.from(this.#rest.subarray(0, FRAME_BYTES)).buffer);
      this.#zeros = pcm.every((sample) => sample === 0) ? this.#zeros + pcm.length : 0;
      this.#listener.heard(pcm, this.#at);
      this.#at += FRAME_SAMPLES;
    }
  }

  #stopRecorder(): void {
    const recorder = this.#recorder;
    this.#recorder = undefined;
    this.#rest = Buffer.alloc(0);
    this.#zeros = 0;
    recorder?.kill();
  }
}

async function list<T>(what: 'sources' | 'sinks'): Promise<readonly T[]> {
  return JSON.parse(await pactl('list', what)) as T[];
}

async function pactl(...args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)('pactl', ['--format=json', ...args])).stdout;
  } catch (error) {
    throw new DeviceFailure('no-server', error instanceof Error ? error.message : String(error));
  }
}
