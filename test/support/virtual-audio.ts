/**
 * Sound devices without hardware: a PulseAudio daemon of a test's own, with its own socket and folder.
 *
 *     const missing = whyNoVirtualAudio();            // reason to skip, undefined where it can run
 *     await using audio = await startVirtualAudio();  // a microphone and a loudspeaker, both the defaults
 *     spawn(app, { env: { ...process.env, ...audio.env } });
 *     const recording = audio.record();               // what the loudspeaker plays from now on
 *     await audio.speak(sound);                       // into the microphone; resolves when it was heard to its end
 *     const heard = await recording.stop();
 *
 * Microphone and loudspeaker are independent clocks here. Where an echo must be sample-locked, use
 * `startVirtualRoom` (virtual-room.ts).
 */

import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Sound } from '../../engine/audio/audio-frame.ts';
import { type TestFolder, testFolder } from './test-folder.ts';

const RATE_HZ = 48_000;
const START_LIMIT_MS = 15_000;
const POLL_MS = 25;
/** Asked for by every client here: an idle null sink renders in blocks of seconds otherwise. */
const LATENCY_MS = 10;
/** Whoever speaks must not stutter on a busy machine. */
const SPEAKING_LATENCY_MS = 250;
/** About -70 dBFS. */
const ROOM_LEVEL = 4e-4;

export const MICROPHONE = 'Virtual Microphone';
export const LOUDSPEAKER = 'Virtual Loudspeaker';

/** Undefined where virtual devices can be made, else what is missing. */
export function whyNoVirtualAudio(): string | undefined {
  if (process.platform !== 'linux') return 'virtual sound devices need PulseAudio on Linux';
  const missing = ['pulseaudio', 'pactl', 'pacat'].filter(
    (command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status !== 0,
  );
  return missing.length === 0
    ? undefined
    : `not here: ${missing.join(', ')} (apt-get install pulseaudio pulseaudio-utils)`;
}

export interface VirtualDevice {
  readonly name: string;
  unplug(): Promise<void>;
}

export interface Recording {
  /** What was played since, at 48 kHz. */
  stop(): Promise<Sound>;
}

/**
 * @param awake `kept`: a reader holds every device to short blocks. `by-clients`: their blocks are as long as clients
 *   allow, as those of real devices, to measure what listening costs; null sinks lose sound when that changes.
 */
export async function startVirtualAudio(awake: 'kept' | 'by-clients' = 'kept'): Promise<VirtualAudio> {
  const audio = await VirtualAudio.start(() => '', awake);
  await audio.plugMicrophone(MICROPHONE);
  await audio.plugLoudspeaker(LOUDSPEAKER);
  await audio.makeDefault(MICROPHONE);
  await audio.makeDefault(LOUDSPEAKER);
  return audio;
}

export class VirtualAudio implements AsyncDisposable {
  /** Points a process at this daemon. */
  readonly env: Readonly<Record<string, string>>;
  readonly #folder: TestFolder;
  readonly #awake: 'kept' | 'by-clients';
  readonly #daemon: ChildProcess;
  readonly #clients = new Set<ChildProcess>();
  readonly #devices = new Map<string, VirtualDevice>();

  /** @param modules more lines for the daemon's start-up script; files of theirs may lie in `folder`. */
  static async start(
    modules: (folder: string) => string,
    awake: 'kept' | 'by-clients' = 'kept',
  ): Promise<VirtualAudio> {
    const folder = await testFolder();
    await mkdir(join(folder.path, 'pulse'), { mode: 0o700 });
    await writeFile(
      folder.file('default.pa'),
      `load-module module-native-protocol-unix auth-anonymous=1 socket=${socketIn(folder.path)}\n${modules(folder.path)}`,
    );
    await writeFile(
      folder.file('daemon.conf'),
      `default-sample-rate = ${RATE_HZ}\nalternate-sample-rate = ${RATE_HZ}\nresample-method = speex-float-5\nflat-volumes = no\n`,
    );
    const audio = new VirtualAudio(folder, awake);
    try {
      await audio.#answers();
    } catch (error) {
      await audio[Symbol.asyncDispose]();
      throw error;
    }
    return audio;
  }

  private constructor(testFolder: TestFolder, awake: 'kept' | 'by-clients') {
    this.#awake = awake;
    this.#folder = testFolder;
    const folder = testFolder.path;
    this.env = {
      PULSE_SERVER: `unix:${socketIn(folder)}`,
      PULSE_RUNTIME_PATH: join(folder, 'pulse'),
      PULSE_STATE_PATH: join(folder, 'state'),
      PULSE_COOKIE: join(folder, 'cookie'),
    };
    const args = [
      ...['-n', '-F', join(folder, 'default.pa'), '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no'],
      ...['--disable-shm=yes', `--log-target=file:${join(folder, 'pulse.log')}`],
    ];
    const env = { ...process.env, ...this.env, PULSE_CONFIG: join(folder, 'daemon.conf') };
    this.#daemon = spawn('pulseaudio', args, { env, stdio: 'ignore' });
  }

  /** A private place for files of the devices; gone with them. */
  get folder(): string {
    return this.#folder.path;
  }

  async pactl(...args: readonly string[]): Promise<string> {
    const env = { ...process.env, ...this.env };
    return (await promisify(execFile)('pactl', [...args], { env })).stdout.trim();
  }

  /** @param name what programs show to people; unique here. */
  async plugMicrophone(name: string, rateHz: number = RATE_HZ): Promise<VirtualDevice> {
    const id = idOf(name);
    const format = `rate=${rateHz} channels=1 channel_map=mono`;
    const described = (what: string): string => `device.description='${what}'`;
    const feed = await this.#load(
      `module-null-sink sink_name=${id}_feed norewinds=1 ${format} sink_properties="${described(`${name} (feed)`)}"`,
    );
    const source = await this.#load(
      `module-remap-source source_name=${id} master=${id}_feed.monitor source_properties="${described(name)}"`,
    );
    await this.#keepAwake(id);
    return this.#plugged(name, [source, feed]);
  }

  async plugLoudspeaker(name: string, rateHz: number = RATE_HZ): Promise<VirtualDevice> {
    const id = idOf(name);
    const sink = await this.#load(
      `module-null-sink sink_name=${id} norewinds=1 rate=${rateHz} channels=2 sink_properties="device.description='${name}'"`,
    );
    await this.#keepAwake(`${id}.monitor`);
    return this.#plugged(name, [sink]);
  }

  /** Unplugs a device by name. */
  async unplug(name: string): Promise<void> {
    await this.#devices.get(name)?.unplug();
  }

  async makeDefault(name: string): Promise<void> {
    const isSink = (await this.pactl('list', 'short', 'sinks'))
      .split('\n')
      .some((line) => line.includes(`\t${idOf(name)}\t`));
    await this.pactl(isSink ? 'set-default-sink' : 'set-default-source', idOf(name));
  }

  /** Plays into a microphone; resolves when the last sample was heard. */
  async speak(sound: Sound, into: string = MICROPHONE): Promise<void> {
    const child = this.#client('pacat', [
      '--playback',
      ...formatOf(`${idOf(into)}_feed`, sound.sampleRateHz, SPEAKING_LATENCY_MS),
    ]);
    const exited = exitOf(child);
    child.stdin?.end(bytesOf(sound.pcm));
    await exited;
  }

  /**
   * Lets a microphone hear a quiet room for as long as there is one: a real one never gives digital silence, and who
   * listens to nothing else for seconds takes it for broken.
   */
  roomTone(into: string = MICROPHONE): void {
    const child = this.#client('pacat', [
      '--playback',
      ...formatOf(`${idOf(into)}_feed`, RATE_HZ, SPEAKING_LATENCY_MS),
    ]);
    const second = bytesOf(Float32Array.from({ length: RATE_HZ }, (_, index) => ROOM_LEVEL * Math.sin(index * index)));
    const room = Readable.from(
      (function* () {
        for (;;) yield second;
      })(),
    );
    if (child.stdin) room.pipe(child.stdin);
  }

  /** Records what a loudspeaker plays, from the first block that arrives. */
  async record(from: string = LOUDSPEAKER): Promise<Recording> {
    const child = this.#client('parec', formatOf(`${idOf(from)}.monitor`, RATE_HZ));
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    await firstBlock(child, from);
    return {
      stop: async () => {
        const exited = exitOf(child);
        child.kill();
        await exited;
        return { pcm: samplesOf(Buffer.concat(chunks)), sampleRateHz: RATE_HZ };
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = [this.#daemon, ...this.#clients].map(async (child) => {
      const exited = exitOf(child);
      child.kill('SIGKILL');
      await exited;
    });
    await Promise.all(ended);
    await this.#folder[Symbol.asyncDispose]();
  }

  async #answers(): Promise<void> {
    for (let waitedMs = 0; waitedMs < START_LIMIT_MS; waitedMs += POLL_MS) {
      if (this.#daemon.exitCode !== null) break;
      const answered = await this.pactl('info').then(
        () => true,
        () => false,
      );
      if (answered) return;
      await delay(POLL_MS);
    }
    throw new Error(`pulseaudio did not start in ${this.folder}`);
  }

  async #load(module: string): Promise<string> {
    const [name, ...rest] = module.split(' ');
    return this.pactl('load-module', name as string, rest.join(' '));
  }

  #plugged(name: string, modules: readonly string[]): VirtualDevice {
    const unplug = async (): Promise<void> => {
      for (const index of modules) await this.pactl('unload-module', index);
      this.#devices.delete(name);
    };
    const device = { name, unplug };
    this.#devices.set(name, device);
    return device;
  }

  /** A permanent reader, so that the device renders in short blocks; resolves when it does. */
  async #keepAwake(source: string): Promise<void> {
    if (this.#awake === 'by-clients') return;
    this.#client('parec', formatOf(source, RATE_HZ), 'ignore');
    const first = this.#client('parec', formatOf(source, RATE_HZ));
    await firstBlock(first, source);
    first.kill();
  }

  #client(command: string, args: readonly string[], output: 'pipe' | 'ignore' = 'pipe'): ChildProcess {
    const child = spawn(command, [...args], {
      env: { ...process.env, ...this.env },
      stdio: ['pipe', output, 'ignore'],
    });
    this.#clients.add(child);
    child.once('exit', () => this.#clients.delete(child));
    child.stdin?.on('error', () => undefined);
    return child;
  }
}

function firstBlock(reader: ChildProcess, device: string): Promise<void> {
  return new Promise((resolve, reject) => {
    reader.stdout?.once('data', () => resolve());
    reader.once('exit', () => reject(new Error(`nothing to record from ${device}`)));
  });
}

/** PulseAudio's name of the device that people call `name`. */
export function idOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
}

function socketIn(folder: string): string {
  return join(folder, 'pulse', 'native');
}

function formatOf(device: string, rateHz: number, latencyMs: number = LATENCY_MS): string[] {
  const format = ['--raw', '--format=float32le', '--channels=1', `--rate=${rateHz}`];
  return [`--device=${device}`, ...format, `--latency-msec=${latencyMs}`];
}

function bytesOf(pcm: Float32Array): Buffer {
  return Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength);
}

function samplesOf(bytes: Buffer): Float32Array {
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 4));
  return new Float32Array(Uint8Array.from(whole).buffer);
}

function exitOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}
