/**
 * Voice to voice, of Sotto and of a stock local Pipecat agent, on the same machine in the same hour: blocks of the same
 * turns in alternation, each agent started anew for its block, measured by the same program. Ends with one JSON object.
 *
 *   node test/bench/peers/voice-to-voice.ts --turns MANIFEST.json [--block 25] [--limit N] [--agents sotto,pipecat]
 *     [--python PYTHON] [--whisper FOLDER] [--voice FILE.onnx] [--out FILE.json]
 */

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type MeasuredTurn, summarizeTurns, type VoiceToVoiceSummary } from '../../../cli/bench/voice-to-voice.ts';

interface Block {
  readonly agent: string;
  readonly measured: readonly MeasuredTurn[];
  readonly versions?: Readonly<Record<string, string>>;
  readonly models?: Readonly<Record<string, string>>;
  readonly eventLoopLagP99Ms?: number;
}

interface Manifest {
  readonly turns: readonly { readonly id: string; readonly file: string }[];
}

const { values } = parseArgs({
  options: {
    turns: { type: 'string' },
    block: { type: 'string', default: '25' },
    limit: { type: 'string', default: '1000' },
    agents: { type: 'string', default: 'sotto,pipecat' },
    python: { type: 'string', default: 'python3' },
    whisper: { type: 'string', default: 'base' },
    voice: { type: 'string', default: 'voice.onnx' },
    out: { type: 'string' },
  },
});
if (values.turns === undefined) throw new Error('Say which turns: --turns MANIFEST.json (make-turns.ts makes some)');

const root = join(import.meta.dirname, '..', '..', '..');
const peer = join(import.meta.dirname, 'pipecat-voice-to-voice.ts');
const commands: Readonly<Record<string, readonly string[]>> = {
  sotto: [join(root, 'bin', 'sotto.mjs'), 'bench', 'voice-to-voice', '--json'],
  pipecat: [peer, '--json', '--python', values.python, '--whisper', values.whisper, '--voice', values.voice],
};
const agents = values.agents.split(',');
const unknown = agents.filter((agent) => !(agent in commands));
if (unknown.length > 0) throw new Error(`There is no agent ${unknown.join(', ')}`);
const results = await measureBlocks(resolve(values.turns), Number(values.block), Number(values.limit));
const report = reportOf(results);
if (values.out !== undefined) await writeFile(values.out, JSON.stringify({ ...report, blocks: results }));
console.log(JSON.stringify(report));

async function measureBlocks(manifestFile: string, blockSize: number, limit: number): Promise<readonly Block[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-turns-'));
  try {
    const manifest = JSON.parse(await readFile(manifestFile, 'utf8')) as Manifest;
    const turns = manifest.turns.slice(0, limit);
    for (const { file } of turns) await symlink(join(dirname(manifestFile), file), join(folder, basename(file)));
    const blocks: Block[] = [];
    for (let first = 0; first < turns.length; first += blockSize) {
      const block = turns.slice(first, first + blockSize).map((turn) => ({ ...turn, file: basename(turn.file) }));
      const blockFile = join(folder, `block-${first}.json`);
      await writeFile(blockFile, JSON.stringify({ turns: block }));
      // Whoever begins a pair of blocks is the other one's successor in the next.
      const order = (first / blockSize) % 2 === 0 ? agents : agents.toReversed();
      for (const agent of order) blocks.push(await measureBlock(agent, blockFile));
    }
    return blocks;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureBlock(agent: string, manifestFile: string): Promise<Block> {
  const args = [...(commands[agent] ?? []), '--turns', manifestFile];
  const output = await new Promise<string>((done, failed) => {
    execFile(process.execPath, args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      // A bench in which a turn was not answered ends with an error, and with its figures all the same.
      if (stdout.includes('"measured"')) done(stdout);
      else failed(new Error(`${agent} could not be measured: ${stderr}${stdout}`, { cause: error }));
    });
  });
  const block = { ...(JSON.parse(output.trim().split('\n').at(-1) ?? '') as Block), agent };
  const { turns, answered, p50Ms, p95Ms, maxMs, otherBusyCores } = summarizeTurns(block.measured);
  const times = `p50 ${p50Ms} ms, p95 ${p95Ms} ms, max ${maxMs} ms`;
  console.error(`${agent}: ${answered} of ${turns} answered, ${times}; ${otherBusyCores} cores busy with other things`);
  return block;
}

function reportOf(blocks: readonly Block[]): object {
  const byAgent: Record<string, VoiceToVoiceSummary & Partial<Block>> = {};
  for (const agent of agents) {
    const own = blocks.filter((block) => block.agent === agent);
    const { versions, models, eventLoopLagP99Ms } = own[0] ?? {};
    byAgent[agent] = {
      ...summarizeTurns(own.flatMap(({ measured }) => measured)),
      ...(versions && { versions }),
      ...(models && { models }),
      ...(eventLoopLagP99Ms !== undefined && {
        eventLoopLagP99Ms: Math.max(...own.map((block) => block.eventLoopLagP99Ms ?? 0)),
      }),
    };
  }
  const { sotto, pipecat } = byAgent;
  const share = (a: number | undefined, b: number | undefined): number =>
    Math.round(((a ?? Number.NaN) / (b ?? Number.NaN)) * 1000) / 1000;
  return {
    type: 'bench.voice-to-voice-peers',
    ...byAgent,
    ...(sotto && {
      p95OverP50: share(sotto.p95Ms, sotto.p50Ms),
      shortAnswerMaxOverP50: share(sotto.shortAnswerMaxMs, sotto.p50Ms),
    }),
    ...(sotto &&
      pipecat && { p50Ratio: share(sotto.p50Ms, pipecat.p50Ms), p95Ratio: share(sotto.p95Ms, pipecat.p95Ms) }),
  };
}
