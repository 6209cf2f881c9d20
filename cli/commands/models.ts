/** `sotto models`: what there is, what is here, getting it, checking it, moving it. */

import { rm } from 'node:fs/promises';
import { CHAT_FAMILIES, type ChatFamily } from '../../contract/chat-family.ts';
import { SottoFault } from '../../contract/faults.ts';
import { benchmarkModel, dataDir, isLoadableHere, openLibrary } from '../../engine/engine.ts';
import { usageOf } from '../bench/process-usage.ts';
import { type CommandLine, parseCommandLine } from '../command-line.ts';
import { EXIT, type Io, printJson, printLine, UsageError } from '../io.ts';
import { benchmarkLines } from '../model-figures.ts';
import { formatSize, listLines } from '../model-list.ts';
import { progressReporter } from '../model-progress.ts';
import { packSetUp } from '../set-up-payload.ts';

const HELP = `Usage: sotto models SUBCOMMAND [options]

  list [--installed]             the catalogue and what is installed
  install [ID ...] [--again]     install models; without an id those recommended for this machine
  verify [ID ...]                read and hash every file
  import FILE [--name NAME] [--chat-family FAMILY] [--context TOKENS]
                                 take in a GGUF, a ggml Whisper or a Piper voice of your own
  remove ID ...                  delete models
  benchmark [ID ...]             measure installed models on this machine
  bundle export FILE [ID ...] [--models-only]
                                 installed models, and what set-up needs, in one file for a machine without a network
  bundle import FILE             install the models of such a file

Every subcommand takes --json.`;

const OPTIONS = {
  installed: { type: 'boolean', default: false },
  again: { type: 'boolean', default: false },
  'models-only': { type: 'boolean', default: false },
  name: { type: 'string' },
  'chat-family': { type: 'string' },
  context: { type: 'string' },
} as const;

type Library = Awaited<ReturnType<typeof openLibrary>>;
type Values = CommandLine<typeof OPTIONS>['values'];

interface Call {
  readonly library: Library;
  readonly ids: readonly string[];
  readonly values: Values;
  readonly io: Io;
}

const SUBCOMMANDS: Readonly<Record<string, (call: Call) => Promise<number>>> = {
  list,
  install,
  verify,
  import: importFile,
  remove,
  benchmark,
  bundle,
};

/** @returns the exit code. Throws SottoFault and UsageError. */
export async function models(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parseCommandLine(args, OPTIONS, HELP);
  const [name, ...ids] = positionals;
  if (values.help || name === undefined) {
    printLine(io, HELP);
    return values.help ? EXIT.ok : EXIT.usage;
  }
  const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  if (subcommand === undefined) throw new UsageError(`There is no "models ${name}". Try: sotto models --help`);
  return subcommand({ library: await openLibrary(dataDir()), ids, values, io });
}

async function list({ library, values, io }: Call): Promise<number> {
  const all = await library.list();
  const shown = values.installed ? all.filter((model) => model.state === 'installed') : all;
  if (values.json) for (const model of shown) printJson(io, { type: 'model.listed', ...model });
  else for (const line of listLines(shown)) printLine(io, line);
  return EXIT.ok;
}

async function install({ library, ids, values, io }: Call): Promise<number> {
  const progress = progressReporter(io, values.json === true);
  const options = { signal: io.signal, again: values.again, onProgress: progress.report };
  const onGivenUp = (id: string, fault: SottoFault): void => {
    progress.end();
    if (values.json) printJson(io, { type: 'model.given-up', id, fault: fault.toFault() });
    else io.stderr.write(`sotto: ${id} is left out: ${fault.message}\n`);
  };
  try {
    const installed = await (ids.length > 0
      ? library.install(ids, options)
      : library.installRecommended({ ...options, isLoadable: isLoadableHere, onGivenUp }));
    progress.end();
    for (const { id, folder } of installed) {
      if (values.json) printJson(io, { type: 'model.installed', id, folder });
      else printLine(io, `${id} is installed.`);
    }
    return EXIT.ok;
  } finally {
    progress.end();
  }
}

async function verify({ library, ids, values, io }: Call): Promise<number> {
  const results = await library.verify(ids.length > 0 ? ids : undefined, io.signal);
  for (const result of results) {
    if (values.json) printJson(io, { type: 'model.verified', ...result });
    else if (result.problems.length === 0) printLine(io, `${result.id}: intact`);
    else for (const { path, problem } of result.problems) printLine(io, `${result.id}: ${path} ${PROBLEMS[problem]}`);
  }
  if (results.length === 0 && !values.json) printLine(io, 'No model is installed. Run: sotto models install');
  return results.every((result) => result.problems.length === 0) ? EXIT.ok : EXIT.fault;
}

const PROBLEMS = {
  missing: 'is missing',
  'not-a-file': 'is not a plain file any more',
  'wrong-size': 'has another size than when it was installed',
  'wrong-hash': 'has changed since it was installed',
} as const;

async function importFile({ library, ids, values, io }: Call): Promise<number> {
  const [path, ...others] = ids;
  if (path === undefined || others.length > 0) throw new UsageError('Give one file: sotto models import FILE');
  const chatFamily = values['chat-family'];
  const contextTokens = values.context === undefined ? undefined : Number(values.context);
  if (contextTokens !== undefined && !(Number.isInteger(contextTokens) && contextTokens >= 256)) {
    throw new UsageError('--context takes a whole number of tokens, at least 256.');
  }
  const { model, fit } = await library.import(path, {
    signal: io.signal,
    ...(values.name === undefined ? {} : { name: values.name }),
    ...(chatFamily === undefined ? {} : { chatFamily: requireFamily(chatFamily) }),
    ...(contextTokens === undefined ? {} : { contextTokens }),
  });
  const { kind, chatFamily: family } = model.manifest.description;
  if (values.json) printJson(io, { type: 'model.imported', id: model.id, kind, folder: model.folder, fit });
  else {
    printLine(io, `Imported as ${model.id} (${kind}${family === undefined ? '' : `, ${family} chat layout`}).`);
    printLine(io, fit.explanation);
  }
  return EXIT.ok;
}

function requireFamily(name: string): ChatFamily {
  const found = CHAT_FAMILIES.find((family) => family === name);
  if (found !== undefined) return found;
  throw new UsageError(`--chat-family takes one of: ${CHAT_FAMILIES.join(', ')}.`);
}

async function remove({ library, ids, values, io }: Call): Promise<number> {
  if (ids.length === 0) throw new UsageError('Say which: sotto models remove ID');
  for (const id of ids) {
    await library.remove(id);
    if (values.json) printJson(io, { type: 'model.removed', id });
    else printLine(io, `${id} is removed.`);
  }
  return EXIT.ok;
}

/** Kinds that can be measured. */
const MEASURED: readonly string[] = ['llm', 'stt', 'tts', 'turn'];

async function benchmark({ library, ids, values, io }: Call): Promise<number> {
  const installed = (await library.list()).filter((model) => model.state === 'installed');
  const measurable = installed.filter(({ description }) => MEASURED.includes(description.kind));
  const wanted = ids.length > 0 ? ids : measurable.map(({ description }) => description.id);
  const threads = Math.max(1, Math.min(8, library.machine.cores - 1));
  const memoryOf = async (pid: number): Promise<number | undefined> =>
    (await usageOf({ model: pid }))['model']?.memoryBytes;
  for (const id of wanted) {
    const figures = await benchmarkModel(id, { library, threads, signal: io.signal, memoryOf });
    if (values.json) printJson(io, { type: 'model.measured', threads, ...figures });
    else for (const line of benchmarkLines(figures)) printLine(io, line);
  }
  return EXIT.ok;
}

async function bundle({ library, ids: [action, file, ...ids], values, io }: Call): Promise<number> {
  if (file === undefined || (action !== 'export' && action !== 'import')) {
    throw new UsageError('Say: sotto models bundle export FILE [ID ...], or: sotto models bundle import FILE');
  }
  if (action === 'import' && ids.length > 0) throw new UsageError('bundle import takes the whole bundle: give no ids.');
  const contents =
    action === 'export'
      ? await exportBundle({ library, ids, values, io }, file)
      : await library.importBundle(file, { signal: io.signal });
  if (values.json) printJson(io, { type: `bundle.${action}ed`, file, ...contents });
  else if (action === 'export')
    printLine(
      io,
      `${file}: ${[...contents.modelIds, ...contents.extraNames].join(', ')} (${formatSize(contents.totalBytes)})`,
    );
  else printLine(io, `${file}: ${contents.modelIds.join(', ')} (${formatSize(contents.totalBytes)})`);
  return EXIT.ok;
}

async function exportBundle({ library, ids, values, io }: Call, file: string): ReturnType<Library['exportBundle']> {
  // What is missing is told before the packages are packed, which takes a minute.
  const models = ids.length > 0 ? await Promise.all(ids.map((id) => library.locate(id))) : await library.store.list();
  if (models.length === 0) {
    throw new SottoFault('model-missing', 'There is no model to put into the bundle. Run: sotto models install');
  }
  const payload = `${file}.set-up-${process.pid}`;
  try {
    const name = values['models-only'] ? undefined : await packSetUp(payload, io.signal);
    return await library.exportBundle(file, {
      signal: io.signal,
      ...(ids.length > 0 ? { ids } : {}),
      ...(name === undefined ? {} : { extras: [{ name, path: payload }] }),
    });
  } finally {
    await rm(payload, { force: true });
  }
}
