/** `sotto bench`: latency and cost on this machine. Ends with one JSON object. */

import { join } from 'node:path';
import type { EngineEvent } from '../../contract/events.ts';
import type { Settings } from '../../contract/settings.ts';
import {
  createEngine,
  dataDir,
  type Engine,
  type EngineOptions,
  EphemeralConversationStore,
  openLibrary,
  openPauseListener,
  VirtualSpeaker,
} from '../../engine/engine.ts';
import { loadSettings } from '../../host/settings-file.ts';
import { measureBargeIn } from '../bench/barge-in.ts';
import { ConversationBench } from '../bench/conversation.ts';
import { measureCost } from '../bench/cost.ts';
import { measureEcho } from '../bench/echo.ts';
import { ownCancellers } from '../bench/echo-cancellers.ts';
import { measureEndpointing } from '../bench/endpointing.ts';
import { measureIdleModes } from '../bench/idle.ts';
import { LatencyBench, type TurnResult } from '../bench/latency.ts';
import { measureVoiceToVoice } from '../bench/live-turns.ts';
import { PhantomsBench } from '../bench/phantoms.ts';
import { RecoveryBench } from '../bench/recovery.ts';
import { readTurns, speakTurns } from '../bench/spoken-turns.ts';
import { measureTools } from '../bench/tools.ts';
import { type MeasuredTurn, REPLY_TOKENS } from '../bench/voice-to-voice.ts';
import { type CommandLine, MODEL_OPTIONS, parseCommandLine } from '../command-line.ts';
import { EXIT, type Io, printJson, printLine, UsageError } from '../io.ts';
import { waterfall } from '../waterfall.ts';

const HELP = `Usage: sotto bench latency [--turns MANIFEST.json] [options]
       sotto bench voice-to-voice [--turns MANIFEST.json] [--minutes N] [options]
       sotto bench cost [--idle SECONDS] [options]
       sotto bench idle [--idle SECONDS] [options]
       sotto bench phantoms [--minutes N] [options]
       sotto bench conversation [--turns-count N] [options]
       sotto bench recovery [--rounds N] [--stop] [options]
       sotto bench tools [--json]
       sotto bench endpointing [--turns MANIFEST.json] [options]
       sotto bench barge-in [--count N] [options]
       sotto bench echo [options]

latency   spoken questions in real time; from the end of speech to the first audible sample of the answer
voice-to-voice
          the same over virtual sound devices (Linux, PulseAudio), measured between microphone and loudspeaker;
          with --minutes again and again for so long: does it need more memory, files or processes in the end?
cost      time to start, memory, and CPU while listening to silence
idle      CPU seconds for each minute of a quiet room, with and without a wake phrase to wait for
phantoms  turns out of nothing: noises, music, knocks and murmurs through the whole engine, as fast as it goes
conversation
          a long typed conversation: is the first token as quick at its end as at its beginning?
recovery  kills each worker in the middle of turns, and counts the turns that were answered all the same
endpointing
          synthetic hesitations and answers: how often they are cut off, and how long the answer waits, over eagerness
barge-in  interruptions, back-channels, noises and nothing, during replies in a virtual room with and without echo
tools     requests that are recognised without the language model, restraint, and what is done without a consent
echo      how much of our own voice the canceller takes out, and what it leaves of whoever talks over it

  --turns FILE        your own recordings: { "turns": [{ "id", "file", "text", "start_of_speech_ms", "end_of_speech_ms" }] }
  --stop              stop the workers instead of killing them: they hang
  --json              nothing but the JSON object at the end
  --stt ID, --llm ID, --voice ID, --language CODE`;

const OPTIONS = {
  turns: { type: 'string' },
  idle: { type: 'string' },
  minutes: { type: 'string' },
  rounds: { type: 'string', default: '20' },
  count: { type: 'string', default: '100' },
  'turns-count': { type: 'string', default: '150' },
  stop: { type: 'boolean' },
  ...MODEL_OPTIONS,
} as const;

export async function bench(args: string[], io: Io): Promise<number> {
  const { values: options, positionals } = parseCommandLine(args, OPTIONS, HELP);
  if (options.help) {
    printLine(io, HELP);
    return EXIT.ok;
  }
  const [what] = positionals;
  if (what === 'latency') return benchLatency(options, io);
  if (what === 'voice-to-voice') return benchVoiceToVoice(options, io);
  if (what === 'cost') return benchCost(options, io);
  if (what === 'idle') return benchIdle(options, io);
  if (what === 'phantoms') return benchPhantoms(options, io);
  if (what === 'conversation') return benchConversation(options, io);
  if (what === 'recovery') return benchRecovery(options, io);
  if (what === 'endpointing') return benchEndpointing(options, io);
  if (what === 'barge-in') return benchBargeIn(options, io);
  if (what === 'echo') return benchEcho(options, io);
  if (what === 'tools') return benchTools(options, io);
  throw new UsageError(
    `Say what to measure: latency, voice-to-voice, cost, idle, phantoms, conversation, recovery, endpointing, barge-in, echo or tools.\n\n${HELP}`,
  );
}

type Options = CommandLine<typeof OPTIONS>['values'];

const SHORT_REPLY = { maxTokens: REPLY_TOKENS };

async function benchLatency(options: Options, io: Io): Promise<number> {
  const latency = new LatencyBench();
  const engine = await openEngine(
    options,
    {
      openSpeaker: latency.openSpeaker,
      onEvent: (event) => latency.onEvent(event),
    },
    SHORT_REPLY,
  );
  try {
    await engine.warmUp(io.signal);
    const turns = options.turns === undefined ? await speakTurns(engine, io.signal) : await readTurns(options.turns);
    const result = await latency.run(engine, turns, io.signal, (turn) => options.json || showTurn(io, turn));
    printJson(io, result);
    return result.answered === turns.length ? EXIT.ok : EXIT.fault;
  } finally {
    await engine[Symbol.asyncDispose]();
  }
}

async function benchTools({ json }: Options, io: Io): Promise<number> {
  const result = await measureTools((text, found) => {
    if (!json) printLine(io, `${text}  ${found}`);
  });
  printJson(io, result);
  return result.unconfirmedSideEffects === 0 ? EXIT.ok : EXIT.fault;
}

async function benchVoiceToVoice(options: Options, io: Io): Promise<number> {
  const { turns } = options;
  const result = await measureVoiceToVoice({
    openEngine: (parts) => openEngine(options, parts, SHORT_REPLY),
    turns: (engine) => (turns === undefined ? speakTurns(engine, io.signal) : readTurns(turns)),
    minutes: options.minutes === undefined ? undefined : minutesOf(options.minutes),
    signal: io.signal,
    onTurn: (turn) => options.json || showLiveTurn(io, turn),
  });
  printJson(io, result);
  return result.answered === result.turns ? EXIT.ok : EXIT.fault;
}

function minutesOf(option: string): number {
  const minutes = Number(option);
  if (!(minutes > 0 && minutes <= 600)) throw new UsageError('--minutes takes more than 0 and at most 600.');
  return minutes;
}

function idleSecondsOf(options: Options, byDefault: number): number {
  const seconds = Number(options.idle ?? byDefault);
  if (!(seconds >= 1 && seconds <= 3600)) throw new UsageError('--idle takes 1 to 3600 seconds.');
  return seconds;
}

const AT_A_LOUDSPEAKER = {
  openSpeaker: (rate: number) => new VirtualSpeaker(rate, { pace: 'real-time' }),
  onEvent: () => undefined,
} as const;

async function benchIdle(options: Options, io: Io): Promise<number> {
  const seconds = idleSecondsOf(options, 60);
  const openIn = (mode: Settings['turnTaking']['mode']) => openEngine(options, AT_A_LOUDSPEAKER, {}, { mode });
  printJson(io, await measureIdleModes(openIn, seconds, io.signal));
  return EXIT.ok;
}

async function benchPhantoms(options: Options, io: Io): Promise<number> {
  const minutes = minutesOf(options.minutes ?? '30');
  const phantoms = new PhantomsBench();
  const openSpeaker = (rate: number) => new VirtualSpeaker(rate, { pace: 'fast' });
  const onEvent = (event: EngineEvent) => phantoms.onEvent(event);
  const engine = await openEngine(options, { openSpeaker, onEvent }, SHORT_REPLY);
  try {
    await engine.warmUp(io.signal);
    const onLine = (line: string) => void (options.json || printLine(io, line));
    const result = await phantoms.run(engine, minutes, io.signal, onLine);
    printJson(io, result);
    return result.turns === 0 ? EXIT.ok : EXIT.fault;
  } finally {
    await engine[Symbol.asyncDispose]();
  }
}

async function benchCost(options: Options, io: Io): Promise<number> {
  const idleSeconds = idleSecondsOf(options, 10);
  const engine = await openEngine(options, AT_A_LOUDSPEAKER);
  try {
    printJson(io, await measureCost(engine, idleSeconds, io.signal));
    return EXIT.ok;
  } finally {
    await engine[Symbol.asyncDispose]();
  }
}

async function benchConversation(options: Options, io: Io): Promise<number> {
  const turns = Number(options['turns-count']);
  if (!(Number.isInteger(turns) && turns >= 2)) throw new UsageError('--turns-count takes a whole number from 2.');
  const conversation = new ConversationBench();
  const onEvent = (event: EngineEvent) => conversation.onEvent(event);
  const engine = await openEngine(options, { openSpeaker: undefined, onEvent }, { maxTokens: 60 });
  try {
    await engine.warmUp(io.signal);
    const onTurn = (line: string) => void (options.json || printLine(io, line));
    const result = await conversation.run(engine, turns, io.signal, onTurn);
    printJson(io, result);
    return result.answered === turns ? EXIT.ok : EXIT.fault;
  } finally {
    await engine[Symbol.asyncDispose]();
  }
}

async function benchRecovery(options: Options, io: Io): Promise<number> {
  const rounds = Number(options.rounds);
  if (!(Number.isInteger(rounds) && rounds >= 1)) throw new UsageError('--rounds takes a whole number from 1.');
  const recovery = new RecoveryBench();
  const openSpeaker = (rate: number) => new VirtualSpeaker(rate, { pace: 'fast' });
  const engine = await openEngine(
    options,
    { openSpeaker, onEvent: (event) => recovery.onEvent(event) },
    { maxTokens: 48 },
  );
  try {
    await engine.warmUp(io.signal);
    const sound = await engine.speak({ text: 'What is the capital of France?', speaker: 0, speed: 1 }, io.signal);
    const killWith = options.stop ? 'SIGSTOP' : 'SIGKILL';
    const question = { sound, mustHear: /france/i };
    const onRound = (line: string) => void (options.json || printLine(io, line));
    const result = await recovery.run(engine, question, { rounds, killWith, signal: io.signal }, onRound);
    printJson(io, result);
    return Object.values(result.workers).every(({ lostTurns }) => lostTurns === 0) ? EXIT.ok : EXIT.fault;
  } finally {
    await engine[Symbol.asyncDispose]();
  }
}

async function benchEndpointing(options: Options, io: Io): Promise<number> {
  const home = dataDir();
  const engine = await openEngine(options, {
    openSpeaker: (rate) => new VirtualSpeaker(rate, { pace: 'fast' }),
    onEvent: () => undefined,
  });
  try {
    const settings = await loadSettings(home, options);
    const result = await measureEndpointing({
      engine,
      openListener: async () => openPauseListener(await openLibrary(home), settings),
      cacheFolder: join(home, 'bench'),
      recordings: options.turns === undefined ? [] : await readTurns(options.turns),
      onProgress: (line) => void (options.json || printLine(io, line)),
      signal: io.signal,
    });
    printJson(io, result);
    return EXIT.ok;
  } finally {
    await engine[Symbol.asyncDispose]();
  }
}

async function benchBargeIn(options: Options, io: Io): Promise<number> {
  const count = Number(options.count);
  if (!(Number.isInteger(count) && count >= 1)) throw new UsageError('--count takes a whole number from 1.');
  const voice = await openEngine(options, AT_A_LOUDSPEAKER);
  try {
    const result = await measureBargeIn({
      // The story is what a reply is; how long it may be is no matter.
      openEngine: (parts) => openEngine(options, parts, { maxTokens: 256 }),
      voice,
      count,
      signal: io.signal,
      onEpisode: (line) => void (options.json || printLine(io, line)),
    });
    printJson(io, result);
    return result.selfInterruptions === 0 ? EXIT.ok : EXIT.fault;
  } finally {
    await voice[Symbol.asyncDispose]();
  }
}

async function benchEcho(options: Options, io: Io): Promise<number> {
  const home = dataDir();
  const voice = await openEngine(options, AT_A_LOUDSPEAKER);
  try {
    const listener = await openPauseListener(await openLibrary(home), await loadSettings(home, options));
    const onProgress = (line: string) => void (options.json || printLine(io, line));
    const cancellers = ownCancellers();
    try {
      printJson(io, await measureEcho({ voice, listener, cancellers, signal: io.signal, onProgress }));
      return EXIT.ok;
    } finally {
      await listener[Symbol.asyncDispose]();
    }
  } finally {
    await voice[Symbol.asyncDispose]();
  }
}

async function openEngine(
  options: Options,
  parts: Omit<EngineOptions, 'dataDir' | 'settings' | 'store'>,
  reply: Partial<Settings['reply']> = {},
  turnTaking: Partial<Settings['turnTaking']> = {},
): Promise<Engine> {
  const home = dataDir();
  const loaded = await loadSettings(home, options);
  const settings = {
    ...loaded,
    reply: { ...loaded.reply, ...reply },
    turnTaking: { ...loaded.turnTaking, ...turnTaking },
  };
  return createEngine({ dataDir: home, settings, store: new EphemeralConversationStore(), ...parts });
}

function showTurn(io: Io, turn: TurnResult): void {
  const latency = turn.firstAudibleMs === undefined ? 'not answered' : `${Math.round(turn.firstAudibleMs)} ms`;
  printLine(io, `${turn.id}: ${latency}  “${turn.heard}”`);
  for (const line of waterfall(turn.marks)) printLine(io, line);
}

function showLiveTurn(io: Io, { id, replyAfterMs, heard, marks }: MeasuredTurn): void {
  const latency = replyAfterMs === undefined ? 'not answered' : `${Math.round(replyAfterMs)} ms`;
  printLine(io, `${id}: ${latency}  “${heard}”`);
  for (const line of waterfall(marks)) printLine(io, line);
}
