/** `sotto ask`: one question, from a recording or in text, through the whole pipeline. */

import { join } from 'node:path';
import type { EngineEvent, TurnMarks } from '../../contract/events.ts';
import { SottoFault, toFault } from '../../contract/faults.ts';
import type { Citation } from '../../contract/knowledge.ts';
import {
  createEngine,
  createWavMicrophone,
  dataDir,
  type Engine,
  findLoudspeaker,
  type Microphone,
  packageRoot,
  readWavFile,
  type Sound,
} from '../../engine/engine.ts';
import { loadSettings } from '../../host/settings-file.ts';
import { type CommandLine, MODEL_OPTIONS, parseCommandLine } from '../command-line.ts';
import { conversationToContinue } from '../conversation-choice.ts';
import { EXIT, type Io, printJson, printLine, UsageError } from '../io.ts';
import { keepSettings } from '../kept-settings.ts';
import { openOwnRecords } from '../own-records.ts';
import { ReplyRecording } from '../reply-recording.ts';
import { waterfall } from '../waterfall.ts';

const HELP = `Usage: sotto ask QUESTION.wav [options]
       sotto ask --text "what can you do?" [options]

  --text TEXT         ask in text
  --sample            ask the spoken sample question
  --out FILE.wav      write the spoken reply to a file
  --json              one event a line, as JSON
  --silent            answer in text only
  --real-time         hear the recording as fast as it was spoken; latency then means what a person feels
  --timing            print the latency of each step
  --continue ID       go on with an earlier conversation, or with the last one: --continue last
  --ephemeral         keep nothing of this conversation on the disk
  --stt ID, --llm ID, --voice ID, --language CODE
                      other models and language than the settings say`;

const OPTIONS = {
  text: { type: 'string' },
  sample: { type: 'boolean' },
  out: { type: 'string' },
  silent: { type: 'boolean' },
  'real-time': { type: 'boolean' },
  timing: { type: 'boolean' },
  continue: { type: 'string' },
  ephemeral: { type: 'boolean' },
  ...MODEL_OPTIONS,
} as const;

type Options = CommandLine<typeof OPTIONS>['values'];

export async function ask(args: string[], io: Io): Promise<number> {
  const { values: options, positionals } = parseCommandLine(args, OPTIONS, HELP);
  if (options.help) {
    printLine(io, HELP);
    return EXIT.ok;
  }
  const question = await readQuestion(options, positionals);
  const home = dataDir();
  const load = () => loadSettings(home, options);
  const settings = await load();
  const device = options.out === undefined && !options.silent ? findLoudspeaker() : undefined;
  // The sample should be heard: where there is no loudspeaker it goes into a file.
  const out =
    options.out ?? (options.sample && !options.silent && !device ? join(home, 'sample-reply.wav') : undefined);
  const recording = out === undefined ? undefined : new ReplyRecording(out);
  const report = new Report(io, options);
  const records = await openOwnRecords(io, {
    dataDir: home,
    settings,
    isEphemeral: options.ephemeral === true,
    onFault: (error) => report.fault(error),
  });
  try {
    const continued = await conversationToContinue(records.store, options.continue);
    const engine: Engine = await createEngine({
      dataDir: home,
      changeSettings: keepSettings(home, load, () => engine),
      // A question that is asked is meant for the assistant: no wake phrase, no key.
      settings: { ...settings, turnTaking: { ...settings.turnTaking, mode: 'hands-free' } },
      ...records.forEngine,
      openSpeaker: recording?.openSpeaker ?? device,
      onEvent: (event) => report.event(event),
      ...(continued === undefined ? {} : { conversationId: continued }),
    });
    try {
      await answer(engine, question, options, io);
      await engine.conversationKept();
    } finally {
      await engine[Symbol.asyncDispose]();
    }
    if ((await recording?.finish()) && !options.json) printLine(io, `spoken  ${out}`);
  } finally {
    await records[Symbol.asyncDispose]();
    await recording?.[Symbol.asyncDispose]();
  }
  return report.finish(typeof question === 'string' ? 'text' : 'speech');
}

async function readQuestion(options: Options, files: readonly string[]): Promise<string | Sound> {
  const given = [options.text !== undefined, options.sample === true, files.length > 0].filter(Boolean).length;
  if (given !== 1 || files.length > 1) {
    throw new UsageError(`Give one question: a WAV file, --text or --sample.\n\n${HELP}`);
  }
  if (options.text !== undefined) {
    if (options.text.trim() === '') throw new SottoFault('bad-input', 'The question is empty.');
    return options.text.trim();
  }
  return readWavFile(options.sample ? join(packageRoot, 'resources', 'sample-question.wav') : (files[0] ?? ''));
}

async function answer(engine: Engine, question: string | Sound, options: Options, io: Io): Promise<void> {
  // Latency is only worth telling when no model has to be loaded first.
  if (options['real-time'] || options.timing) await engine.warmUp(io.signal);
  if (typeof question === 'string') return engine.submit(question, io.signal);
  const realTime = options['real-time'] === true;
  const microphone: Microphone = createWavMicrophone(question, {
    pacing: realTime ? 'real-time' : 'fast',
    trailingSilenceMs: 2500,
  });
  await engine.converse(microphone, io.signal, realTime ? 'full-duplex' : 'half-duplex');
}

/** What the person sees: the events as they come, as lines of text or of JSON. */
class Report {
  readonly #io: Io;
  readonly #options: Options;
  #faults = 0;
  #replies = 0;
  #heard = false;
  #atLineStart = true;
  #citations: readonly Citation[] = [];
  /** Of the last turn; shown when its text is complete. */
  #timing: TurnMarks | undefined;

  constructor(io: Io, options: Options) {
    this.#io = io;
    this.#options = options;
  }

  event(event: EngineEvent): void {
    if (event.type === 'fault.raised') this.#faults += 1;
    if (event.type === 'reply.completed') this.#replies += 1;
    if (event.type === 'transcript.final') this.#heard = true;
    if (this.#options.json) printJson(this.#io, event);
    else this.#show(event);
  }

  fault(error: unknown): void {
    this.event({ type: 'fault.raised', fault: toFault(error) });
  }

  /** @returns the exit code. */
  finish(asked: 'speech' | 'text'): number {
    if (asked === 'speech' && !this.#heard && this.#faults === 0) {
      throw new SottoFault(
        'no-speech',
        'No speech was found in the recording. Is it the right file, and loud enough?',
        {
          stage: 'stt',
        },
      );
    }
    if (this.#options.timing && !this.#options.json && this.#timing !== undefined) this.#showTiming(this.#timing);
    return this.#replies > 0 ? EXIT.ok : EXIT.fault;
  }

  #show(event: EngineEvent): void {
    switch (event.type) {
      case 'transcript.final':
        this.#line(`heard   ${event.text}`);
        return;
      case 'reply.started':
        this.#text('answer  ');
        return;
      case 'reply.delta':
        this.#text(event.text.replaceAll('\n', '\n        '));
        return;
      case 'reply.completed':
        this.#line('');
        for (const { spoken, quote } of this.#citations) this.#line(`        ${spoken}: ${beginningOf(quote)}`);
        this.#citations = [];
        return;
      case 'passages.found':
        this.#citations = event.citations;
        return;
      case 'turn.timing':
        this.#timing = event.marks;
        return;
      case 'worker.restarted':
        this.#io.stderr.write(`sotto: the ${event.worker} worker was restarted (${event.reason})\n`);
        return;
      case 'fault.raised':
        this.#io.stderr.write(`sotto: ${event.fault.message} [${event.fault.code}]\n`);
        return;
      default:
        return;
    }
  }

  #showTiming(marks: TurnMarks): void {
    this.#line('latency after the last sound');
    for (const line of waterfall(marks)) this.#line(`      ${line}`);
  }

  #line(text: string): void {
    if (!this.#atLineStart) printLine(this.#io, '');
    this.#atLineStart = true;
    if (text !== '') printLine(this.#io, text);
  }

  #text(text: string): void {
    this.#io.stdout.write(text);
    this.#atLineStart = text.endsWith('\n');
  }
}

function beginningOf(quote: string): string {
  const line = quote.replace(/\s+/g, ' ');
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
