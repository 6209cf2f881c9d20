/** `sotto talk`: a live conversation through microphone and loudspeaker. */

import type { EngineEvent } from '../../contract/events.ts';
import { toFault } from '../../contract/faults.ts';
import type { Settings } from '../../contract/settings.ts';
import { createEngine, type DuplexAudio, dataDir, type Engine, openDuplexAudio } from '../../engine/engine.ts';
import { loadSettings } from '../../host/settings-file.ts';
import { type CommandLine, MODEL_OPTIONS, parseCommandLine } from '../command-line.ts';
import { conversationToContinue } from '../conversation-choice.ts';
import { EXIT, type Io, printJson, printLine, UsageError } from '../io.ts';
import { keepSettings } from '../kept-settings.ts';
import { openOwnRecords } from '../own-records.ts';
import { type KeyPress, listenToKeys } from '../talk/keys.ts';
import { LiveLine } from '../talk/live-line.ts';
import { TalkView } from '../talk/talk-view.ts';

const HELP = `Usage: sotto talk [options]

  --mode MODE         hands-free, wake-phrase, push-to-talk or toggle
  --eagerness 0..1    how early it answers: 0 waits long, 1 hardly
  --microphone NAME   instead of the system's; part of the name is enough
  --loudspeaker NAME
  --headphones        no echo to cancel
  --devices           list the devices and end
  --silent            answer in text only
  --continue ID       go on with an earlier conversation, or with the last one: --continue last
  --ephemeral         keep nothing of this conversation on the disk
  --json              one event a line, as JSON
  --stt ID, --llm ID, --voice ID, --language CODE
                      other models and language than the settings say

While it runs: space talks and sends (with a key) · m mutes · s stops the answer · q ends.`;

const OPTIONS = {
  mode: { type: 'string' },
  eagerness: { type: 'string' },
  microphone: { type: 'string' },
  loudspeaker: { type: 'string' },
  headphones: { type: 'boolean' },
  devices: { type: 'boolean' },
  silent: { type: 'boolean' },
  continue: { type: 'string' },
  ephemeral: { type: 'boolean' },
  ...MODEL_OPTIONS,
} as const;

type Options = CommandLine<typeof OPTIONS>['values'];

const MODES: readonly Settings['turnTaking']['mode'][] = ['hands-free', 'wake-phrase', 'push-to-talk', 'toggle'];

export async function talk(args: string[], io: Io): Promise<number> {
  const { values: options, positionals } = parseCommandLine(args, OPTIONS, HELP);
  if (options.help) {
    printLine(io, HELP);
    return EXIT.ok;
  }
  if (positionals.length > 0) throw new UsageError(`talk takes no file. For a recording: sotto ask\n\n${HELP}`);
  const home = dataDir();
  const load = async (): Promise<Settings> =>
    withOptions(await loadSettings(home, { ...options, setByCaller: setByOptions(options) }), options);
  const settings = await load();
  if (options.devices) return listDevices(settings, options, io);

  const screen = new Screen(io, options.json === true);
  const records = await openOwnRecords(io, {
    dataDir: home,
    settings,
    isEphemeral: options.ephemeral === true,
    onFault: (error) => screen.fault(error),
  });
  let engine: Engine | undefined;
  const audio = await openDuplexAudio(settings.devices, (notice) => {
    if (engine === undefined) screen.show(notice);
    else engine.notice(notice);
  });
  try {
    const continued = await conversationToContinue(records.store, options.continue);
    engine = await createEngine({
      dataDir: home,
      settings,
      ...records.forEngine,
      ringsTimers: true,
      changeSettings: keepSettings(home, load, () => engine),
      openSpeaker: options.silent ? undefined : audio.openSpeaker,
      onEvent: (event) => screen.show(event),
      ...(continued === undefined ? {} : { conversationId: continued }),
    });
    screen.say('Loading the models …');
    await engine.warmUp(io.signal);
    screen.say(greeting(settings, io.stdout.isTTY === true));
    await converse(engine, audio, screen, io);
    await engine.conversationKept();
  } finally {
    screen[Symbol.dispose]();
    await engine?.[Symbol.asyncDispose]();
    await audio[Symbol.asyncDispose]();
    await records[Symbol.asyncDispose]();
  }
  return EXIT.ok;
}

/** Talks until the person ends it. A key is down from one press of the space bar to the next. */
async function converse(engine: Engine, audio: DuplexAudio, screen: Screen, io: Io): Promise<void> {
  const ended = new AbortController();
  const signal = AbortSignal.any([io.signal, ended.signal]);
  let isMuted = false;
  let isPressed = false;
  const actions: Record<KeyPress, () => void> = {
    talk: () => {
      isPressed = !isPressed;
      if (isPressed) engine.press();
      else engine.release();
    },
    mute: () => {
      isMuted = !isMuted;
      engine.setMuted(isMuted);
      void (isMuted ? audio.mute() : audio.unmute()).catch((error: unknown) => screen.fault(error));
    },
    stop: () => engine.stop(),
    quit: () => ended.abort(),
  };
  const keys = listenToKeys(process.stdin, (key) => actions[key]());
  try {
    await engine.converse(audio.microphone, signal, 'full-duplex');
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    keys[Symbol.dispose]();
  }
}

async function listDevices(settings: Settings, options: Options, io: Io): Promise<number> {
  const audio = await openDuplexAudio(settings.devices, () => undefined);
  try {
    for (const device of await audio.listDevices()) {
      if (options.json) printJson(io, { type: 'device.listed', ...device });
      else {
        const kind = device.direction === 'input' ? 'microphone ' : 'loudspeaker';
        printLine(
          io,
          `${device.isDefault ? '*' : ' '} ${kind}  ${device.name}${device.isMonitor ? '  (hears a loudspeaker: never used)' : ''}`,
        );
      }
    }
    return EXIT.ok;
  } finally {
    await audio[Symbol.asyncDispose]();
  }
}

/** What `withOptions` changes, in the shape of the settings. */
function setByOptions({ mode, eagerness, microphone, loudspeaker, headphones }: Options): Record<string, object> {
  const given = (part: object): object => Object.fromEntries(Object.entries(part).filter(([, value]) => value));
  return {
    turnTaking: given({ mode, eagerness }),
    devices: given({ microphones: microphone, loudspeakers: loudspeaker, echoCancellation: headphones }),
  };
}

function withOptions(settings: Settings, options: Options): Settings {
  const mode = MODES.find((known) => known === options.mode);
  if (options.mode !== undefined && mode === undefined) {
    throw new UsageError(`--mode takes one of: ${MODES.join(', ')}.`);
  }
  const eagerness = options.eagerness === undefined ? settings.turnTaking.eagerness : Number(options.eagerness);
  if (!(eagerness >= 0 && eagerness <= 1)) throw new UsageError('--eagerness takes a number from 0 to 1.');
  const { microphone, loudspeaker } = options;
  const { devices, turnTaking } = settings;
  return {
    ...settings,
    turnTaking: { ...turnTaking, eagerness, mode: mode ?? turnTaking.mode },
    devices: {
      ...devices,
      microphones: microphone === undefined ? devices.microphones : [microphone],
      loudspeakers: loudspeaker === undefined ? devices.loudspeakers : [loudspeaker],
      echoCancellation: options.headphones ? 'off' : devices.echoCancellation,
    },
  };
}

function greeting({ turnTaking, persona }: Settings, hasKeys: boolean): string {
  const how = {
    'hands-free': 'Speak whenever you like; talk over me and I stop.',
    'wake-phrase': `Say "${turnTaking.wakePhrases[0] ?? `Hey ${persona.name}`}", and what you want.`,
    'push-to-talk': 'Press space, speak, and press it again.',
    toggle: 'Press space, speak, and press it again.',
  }[turnTaking.mode];
  return hasKeys ? `${how}   (m mutes · s stops me · q ends)` : how;
}

/** Events as a person reads them, or as JSON. */
class Screen implements Disposable {
  readonly #io: Io;
  readonly #asJson: boolean;
  readonly #view: TalkView;
  readonly #live: LiveLine;

  constructor(io: Io, asJson: boolean) {
    this.#io = io;
    this.#asJson = asJson;
    const isTerminal = io.stdout.isTTY === true && !asJson;
    this.#view = new TalkView(isTerminal);
    this.#live = new LiveLine(io, () => this.#view.status(process.stdout.columns ?? 80), isTerminal);
  }

  show(event: EngineEvent): void {
    if (this.#asJson) printJson(this.#io, event);
    else for (const line of this.#view.show(event)) this.#live.print(line);
  }

  fault(error: unknown): void {
    this.show({ type: 'fault.raised', fault: toFault(error) });
  }

  say(line: string): void {
    if (!this.#asJson) this.#live.print(line);
  }

  [Symbol.dispose](): void {
    this.#live[Symbol.dispose]();
  }
}
