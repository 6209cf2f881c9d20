/** `sotto documents`: what it may answer from. */

import { SottoFault, toFault } from '../../contract/faults.ts';
import type { IngestProgress, SkipReason } from '../../contract/knowledge.ts';
import { dataDir, type KnowledgeBase, openKnowledge } from '../../engine/engine.ts';
import { loadSettings } from '../../host/settings-file.ts';
import { type CommandLine, parseCommandLine } from '../command-line.ts';
import { EXIT, type Io, printJson, printLine, UsageError } from '../io.ts';
import { openOwnProfile } from '../own-profile.ts';

const HELP = `Usage: sotto documents add PATH ...     take in files and folders, and keep in step with them
       sotto documents list             what is known, and what could not be read
       sotto documents refresh          look at all of them again
       sotto documents remove PATH ...  forget a file, a folder or a collection; the files stay
       sotto documents search "WORDS"   the passages an answer would be given from

  --collection NAME   add: into this collection; search: only in it
  --limit N           search: so many passages at most
  --json              as JSON`;

const OPTIONS = { collection: { type: 'string' }, limit: { type: 'string' } } as const;

interface Call {
  readonly knowledge: KnowledgeBase;
  readonly words: readonly string[];
  readonly values: CommandLine<typeof OPTIONS>['values'];
  readonly io: Io;
}

const SUBCOMMANDS: Readonly<Record<string, (call: Call) => Promise<number>>> = { add, list, refresh, remove, search };

export async function documents(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parseCommandLine(args, OPTIONS, HELP);
  const [name, ...words] = positionals;
  if (values.help || name === undefined) {
    printLine(io, HELP);
    return values.help ? EXIT.ok : EXIT.usage;
  }
  const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  if (subcommand === undefined) throw new UsageError(`There is no "documents ${name}". Try: sotto documents --help`);
  const home = dataDir();
  const onFault = (error: unknown): void => {
    const { message, code } = toFault(error);
    io.stderr.write(`sotto: ${message} [${code}]\n`);
  };
  const profile = await openOwnProfile(io, { dataDir: home, onFault, settings: await loadSettings(home) });
  try {
    const knowledge = await openKnowledge({
      dataDir: home,
      passages: profile.passages,
      onFault,
      onProgress: (progress) => showProgress(io, progress, values.json === true),
    });
    try {
      return await subcommand({ knowledge, words, values, io });
    } finally {
      await knowledge[Symbol.asyncDispose]();
    }
  } finally {
    await profile[Symbol.asyncDispose]();
  }
}

async function add({ knowledge, words, values, io }: Call): Promise<number> {
  if (words.length === 0) throw new UsageError('Give a file or a folder: sotto documents add PATH');
  await knowledge.add(words, values.collection);
  return takenIn(knowledge, io, values.json === true);
}

async function refresh({ knowledge, values, io }: Call): Promise<number> {
  knowledge.refresh();
  return takenIn(knowledge, io, values.json === true);
}

async function takenIn(knowledge: KnowledgeBase, io: Io, asJson: boolean): Promise<number> {
  await knowledge.settled(io.signal);
  if (io.stderr.isTTY) io.stderr.write('\r\x1b[K');
  const all = knowledge.documents();
  const skipped = all.filter((document) => document.skipped !== undefined);
  const passages = all.reduce((sum, document) => sum + document.passages, 0);
  if (asJson) printJson(io, { type: 'documents.taken-in', documents: all.length - skipped.length, passages, skipped });
  else {
    printLine(io, `${all.length - skipped.length} documents, ${passages} passages.`);
    for (const { path, skipped: reason } of skipped) if (reason) printLine(io, `left out  ${path}: ${REASONS[reason]}`);
  }
  return EXIT.ok;
}

const REASONS: Readonly<Record<SkipReason, string>> = {
  'unknown-format': 'not a format that can be read',
  encrypted: 'protected with a password',
  scanned: 'pictures of pages without text',
  damaged: 'damaged',
  empty: 'no text in it',
  'too-large': 'too large',
  'too-deep': 'unpacks to far more than it should',
  'took-too-long': 'took too long to read',
  unreadable: 'may not be read; check its permissions',
  gone: 'not there any more',
};

async function list({ knowledge, values, io }: Call): Promise<number> {
  const collections = knowledge.collections();
  const all = knowledge.documents();
  if (values.json) {
    for (const collection of collections) printJson(io, { type: 'collection.listed', ...collection });
    for (const document of all) printJson(io, { type: 'document.listed', ...document });
    return EXIT.ok;
  }
  if (collections.length === 0) printLine(io, 'No documents yet. Add some: sotto documents add FOLDER');
  for (const { id, name, sources } of collections) {
    printLine(io, name);
    for (const { path, state } of sources) printLine(io, `  ${path}${state === 'away' ? ' (not there now)' : ''}`);
    for (const document of all.filter(({ collectionId }) => collectionId === id)) {
      const { title, pages, passages, skipped } = document;
      const size = pages === undefined ? `${passages} passages` : `${pages} pages, ${passages} passages`;
      printLine(io, `    ${title}  ${skipped === undefined ? size : `left out: ${REASONS[skipped]}`}`);
    }
  }
  return EXIT.ok;
}

async function remove({ knowledge, words, values, io }: Call): Promise<number> {
  if (words.length === 0) throw new UsageError('Say what: sotto documents remove PATH');
  for (const word of words) {
    await knowledge.remove(word);
    if (values.json) printJson(io, { type: 'documents.removed', what: word });
    else printLine(io, `${word} is forgotten.`);
  }
  return EXIT.ok;
}

async function search({ knowledge, words, values, io }: Call): Promise<number> {
  if (words.length === 0) throw new UsageError('Say what to look for: sotto documents search "WORDS"');
  const limit = values.limit === undefined ? undefined : Number(values.limit);
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0)) throw new UsageError('--limit takes a number.');
  const { collection } = values;
  const only = knowledge.collections().filter(({ name }) => name === collection);
  if (collection !== undefined && only.length === 0) throw new SottoFault('bad-input', `There is no ${collection}.`);
  const filter = collection === undefined ? {} : { collectionIds: only.map(({ id }) => id) };
  const { passages } = await knowledge.search({ query: words.join(' '), limit, filter }, io.signal);
  for (const { citation, relevance } of passages) {
    if (values.json) {
      printJson(io, { type: 'passage.found', relevance, ...citation });
      continue;
    }
    const page = citation.page === undefined ? '' : `, page ${citation.page}`;
    printLine(io, `${citation.title}${page}  ${citation.headings.join(' > ')}  (${relevance.toFixed(2)})`);
    printLine(io, `    ${citation.quote.replaceAll('\n', '\n    ')}`);
  }
  if (passages.length === 0 && !values.json) printLine(io, 'Your documents say nothing about that.');
  return EXIT.ok;
}

function showProgress(io: Io, progress: IngestProgress, asJson: boolean): void {
  if (asJson) printJson(io, { type: 'documents.progressed', ...progress });
  if (asJson || !io.stderr.isTTY) return;
  const { files, passages, leftMs } = progress;
  const left = leftMs === undefined ? '' : `, ${Math.ceil(leftMs / 1000)} s left`;
  io.stderr.write(`\r\x1b[K${files.done}/${files.total} files, ${passages.done}/${passages.total} passages${left}`);
}
