/**
 * A microphone and a loudspeaker without hardware: a PulseAudio daemon of the bench's own. What is said goes into the
 * microphone over a faint room noise; both devices are taped all the while.
 */

import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SottoFault } from '../../contract/faults.ts';
import { type Settings, settings } from '../../contract/settings.ts';
import type { Sound } from '../../engine/engine.ts';
import { Tape } from './tape.ts';

const RATE_HZ = 48_000;
const START_LIMIT_MS = 15_000;
const POLL_MS = 50;
/** Asked for by every recorder: a null sink that nobody hurries renders in blocks of seconds. */
const LATENCY_MS = 10;
/** What is played may lie ready for longer: it must not run dry, and when it is heard is measured. */
const PLAY_LATENCY_MS = 300;
/** A room is never silent; digital silence would be a broken microphone. RMS, about -62 dB below full scale. */
const ROOM_NOISE = 0.0008;
const MICROPHONE = 'sotto_bench_microphone';
const MICROPHONE_NAME = 'Bench Microphone';
const LOUDSPEAKER_NAME = 'Bench Loudspeaker';
const FEED = 'sotto_bench_feed';
const LOUDSPEAKER = 'sotto_bench_loudspeaker';

/** @throws SottoFault `device-missing` where virtual devices cannot be made, saying what is missing. */
function requireVirtualDevices(): void {
  if (process.platform !== 'linux') {
    const message = 'This bench plays and records through virtual sound devices, which need Linux with PulseAudio.';
    throw new SottoFault('device-missing', message);
  }
  const commands = ['pulseaudio', 'pactl', 'pacat', 'parec'];
  const missing = commands.filter((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status !== 0);
  if (missing.length === 0) return;
  throw new SottoFault(
    'device-missing',
    `This bench plays and records through virtual sound devices, and needs ${missing.join(', ')}. ` +
      'Install PulseAudio and its tools (Debian: apt install pulseaudio pulseaudio-utils libasound2-plugins).',
  );
}

export class VirtualSoundCard implements AsyncDisposable {
  /** Points a process at these devices, both of them its defaults. */
  readonly env: Readonly<Record<string, string>>;
  readonly #folder: string;
  readonly #daemon: ChildProcess;
  readonly #clients = new Set<ChildProcess>();
  #tapes: { readonly microphone: Tape; readonly loudspeaker: Tape } | undefined;

  static async open(): Promise<VirtualSoundCard> {
    requireVirtualDevices();
    const folder = await mkdtemp(join(tmpdir(), 'sotto-bench-'));
    await mkdir(join(folder, 'pulse'), { mode: 0o700 });
    await writeFile(join(folder, 'default.pa'), daemonScript(folder));
    await writeFile(join(folder, 'daemon.conf'), DAEMON_SETTINGS);
    await writeFile(join(folder, 'asound.conf'), ALSA_SETTINGS);
    const card = new VirtualSoundCard(folder);
    try {
      await card.#started();
    } catch (error) {
      await card[Symbol.asyncDispose]();
      throw error;
    }
    return card;
  }

  private constructor(folder: string) {
    this.#folder = folder;
    this.env = {
      PULSE_SERVER: `unix:${join(folder, 'pulse', 'native')}`,
      PULSE_RUNTIME_PATH: join(folder, 'pulse'),
      PULSE_STATE_PATH: join(folder, 'state'),
      PULSE_COOKIE: join(folder, 'cookie'),
      ALSA_CONFIG_PATH: join(folder, 'asound.conf'),
    };
    const args = [
      ...['-n', '-F', join(folder, 'default.pa'), '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no'],
      ...['--disable-shm=yes', `--log-target=file:${join(folder, 'pulse.log')}`],
    ];
    const env = { ...process.env, ...this.env, PULSE_CONFIG: join(folder, 'daemon.conf') };
    this.#daemon = spawn('pulseaudio', args, { env, stdio: 'ignore' });
    preferred(this.#daemon);
    process.once('exit', this.#killAll);
  }

  /** Chooses these devices, as a user would. */
  get devices(): Settings['devices'] {
    const defaults = settings.parse({}).devices;
    return { ...defaults, microphones: [MICROPHONE_NAME], loudspeakers: [LOUDSPEAKER_NAME] };
  }

  /** What went into the microphone and came out of the loudspeaker. */
  get tapes(): { readonly microphone: Tape; readonly loudspeaker: Tape } {
    if (this.#tapes === undefined) throw new SottoFault('internal', 'The sound card is not open.');
    return this.#tapes;
  }

  /** Says something into the microphone; resolves when it was said. */
  async say({ pcm, sampleRateHz }: Sound): Promise<void> {
    const child = this.#client('pacat', ['--playback', ...formatOf(FEED, sampleRateHz, PLAY_LATENCY_MS)]);
    const exited = exitOf(child);
    child.stdin?.end(Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength));
    await exited;
  }

  /** Nothing outlives a bench that fails. */
  readonly #killAll = (): void => {
    for (const child of [...this.#clients, this.#daemon]) child.kill('SIGKILL');
  };

  async [Symbol.asyncDispose](): Promise<void> {
    process.off('exit', this.#killAll);
    const ended = [...this.#clients, this.#daemon].map(async (child) => {
      const exited = exitOf(child);
      child.kill('SIGKILL');
      await exited;
    });
    await Promise.all(ended);
    await this.#tapes?.microphone[Symbol.asyncDispose]();
    await this.#tapes?.loudspeaker[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #started(): Promise<void> {
    for (let waitedMs = 0; !(await this.#answers()); waitedMs += POLL_MS) {
      if (this.#daemon.exitCode !== null || waitedMs > START_LIMIT_MS) {
        throw new SottoFault(
          'device-missing',
          'The virtual sound devices did not start: PulseAudio does not run here.',
        );
      }
      await delay(POLL_MS);
    }
    const noise = this.#client('pacat', ['--playback', ...formatOf(FEED, RATE_HZ, PLAY_LATENCY_MS)]);
    const room = Readable.from(roomNoise());
    if (noise.stdin !== null) room.pipe(noise.stdin);
    const microphone = await this.#tape(`${FEED}.monitor`, 'microphone.pcm');
    const loudspeaker = await this.#tape(`${LOUDSPEAKER}.monitor`, 'loudspeaker.pcm');
    this.#tapes = { microphone, loudspeaker };
  }

  async #answers(): Promise<boolean> {
    const env = { ...process.env, ...this.env };
    return promisify(execFile)('pactl', ['info'], { env }).then(
      () => true,
      () => false,
    );
  }

  #tape(device: string, file: string): Promise<Tape> {
    const args = ['--record', ...formatOf(device, RATE_HZ), '--format=s16le'];
    return Tape.record(join(this.#folder, file), RATE_HZ, (fd) => this.#client('pacat', args, fd));
  }

  #client(command: string, args: readonly string[], output: 'ignore' | number = 'ignore'): ChildProcess {
    const env = { ...process.env, ...this.env };
    const child = spawn(command, [...args], { env, stdio: ['pipe', output, 'ignore'] });
    preferred(child);
    this.#clients.add(child);
    child.once('exit', () => this.#clients.delete(child));
    child.once('error', () => this.#clients.delete(child));
    child.stdin?.on('error', () => undefined);
    return child;
  }
}

/** A sound server comes before programs wherever the system lets it. */
function preferred({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, -11);
  } catch {
    // Only an administrator may; times are then as the machine's load lets them be.
  }
}

function formatOf(device: string, rateHz: number, latencyMs: number = LATENCY_MS): string[] {
  const format = ['--raw', '--format=float32le', '--channels=1', `--rate=${rateHz}`];
  return [`--device=${device}`, ...format, `--latency-msec=${latencyMs}`];
}

function* roomNoise(): Generator<Buffer> {
  const second = new Float32Array(RATE_HZ);
  // Park-Miller, so that every run hears the same room; three of them make it nearly normal.
  let seed = 1;
  const random = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  for (let i = 0; i < second.length; i++) second[i] = (random() + random() + random() - 1.5) * 2 * ROOM_NOISE;
  const bytes = Buffer.from(second.buffer);
  while (true) yield bytes;
}

function exitOf(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

function daemonScript(folder: string): string {
  const described = (name: string): string => `"device.description='${name}'"`;
  const sink = (name: string, channels: string, title: string): string =>
    `load-module module-null-sink sink_name=${name} norewinds=1 rate=${RATE_HZ} ${channels} sink_properties=${described(title)}`;
  return [
    `load-module module-native-protocol-unix auth-anonymous=1 socket=${join(folder, 'pulse', 'native')}`,
    sink(LOUDSPEAKER, 'channels=2', LOUDSPEAKER_NAME),
    sink(FEED, 'channels=1 channel_map=mono', `${MICROPHONE_NAME} (feed)`),
    `load-module module-remap-source source_name=${MICROPHONE} master=${FEED}.monitor source_properties=${described(MICROPHONE_NAME)}`,
    `set-default-sink ${LOUDSPEAKER}`,
    `set-default-source ${MICROPHONE}`,
    '',
  ].join('\n');
}

const DAEMON_SETTINGS = [
  `default-sample-rate = ${RATE_HZ}`,
  `alternate-sample-rate = ${RATE_HZ}`,
  'resample-method = speex-float-5',
  'flat-volumes = no',
  '',
].join('\n');

/** Programs that speak ALSA find the same devices. */
const ALSA_SETTINGS = [
  '</usr/share/alsa/alsa.conf>',
  'pcm.!default { type pulse  hint { show on description "Default (PulseAudio)" } }',
  'ctl.!default { type pulse }',
  '',
].join('\n');
