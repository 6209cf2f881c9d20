/** A stock local Pipecat agent on the default devices, its language model behind a local server. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { totalUsage, usageOf } from '../../../cli/bench/process-usage.ts';
import type { Agent } from '../../../cli/bench/voice-to-voice.ts';
import { installedModelFile } from '../../support/models.ts';

export interface PipecatOptions {
  readonly python: string;
  /** Whisper base as CTranslate2 has it. */
  readonly whisperFolder: string;
  /** A voice as Piper publishes it: `X.onnx` beside `X.onnx.json`. */
  readonly voiceFile: string;
  readonly systemPrompt: string;
  readonly maxTokens: number;
  readonly temperature: number;
  /** Points it at its microphone and loudspeaker. */
  readonly env: Readonly<Record<string, string>>;
}

export interface PipecatAgent extends Agent, AsyncDisposable {
  readonly versions: Readonly<Record<string, string>>;
}

type Fact =
  | { readonly type: 'ready'; readonly versions: Readonly<Record<string, string>> }
  | { readonly type: 'heard'; readonly text: string }
  | { readonly type: 'mark'; readonly name: string; readonly atSeconds: number };

const SCRIPT = join(import.meta.dirname, 'pipecat_peer.py');
const START_LIMIT_MS = 120_000;
/** Holds a block of turns; its own default is 2048. */
const CONTEXT_TOKENS = 4096;

export async function startPipecat(options: PipecatOptions): Promise<PipecatAgent> {
  const port = await freePort();
  const model = await installedModelFile('smollm2-135m');
  const serverArgs = ['--model', model, '--port', String(port), '--n_ctx', String(CONTEXT_TOKENS)];
  const env = { ...process.env, ...options.env };
  const server = spawn(options.python, ['-m', 'llama_cpp.server', ...serverArgs], {
    env,
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const agent = spawn(options.python, [SCRIPT], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const children = [server, agent];
  const stop = async (): Promise<void> => {
    await Promise.all(children.map(ended));
  };
  try {
    await answering(port, server);
    const { whisperFolder, voiceFile, systemPrompt, maxTokens, temperature } = options;
    const voice = { voiceFolder: dirname(voiceFile), voice: basename(voiceFile, '.onnx') };
    const serverUrl = `http://127.0.0.1:${port}/v1`;
    const job = { whisperFolder, systemPrompt, maxTokens, temperature, serverUrl, ...voice };
    agent.stdin?.write(`${JSON.stringify(job)}\n`);
    return await readied(agent, server, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function readied(agent: ChildProcess, server: ChildProcess, stop: () => Promise<void>): Promise<PipecatAgent> {
  const heard: string[] = [];
  const marks = new Map<string, number>();
  let versions: Readonly<Record<string, string>> | undefined;
  let complaint = '';
  agent.stderr?.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk}`.slice(-2000);
  });
  if (agent.stdout === null) throw new Error('The agent has no output');
  const clockOffsetMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();
  createInterface({ input: agent.stdout }).on('line', (line) => {
    const fact = JSON.parse(line) as Fact;
    if (fact.type === 'ready') versions = fact.versions;
    if (fact.type === 'heard') heard.push(fact.text);
    if (fact.type === 'mark') marks.set(fact.name, fact.atSeconds * 1000 - clockOffsetMs);
  });
  for (let waitedMs = 0; versions === undefined; waitedMs += 100) {
    if (agent.exitCode !== null) throw new Error(exitMessage(agent, complaint));
    if (waitedMs > START_LIMIT_MS) throw new Error('Pipecat did not start');
    await delay(100);
  }
  return {
    versions,
    cpuSeconds: async () => totalUsage(await usageOf({ agent: agent.pid, server: server.pid })).cpuSeconds,
    takeTurn(endOfSpeechAtMs) {
      const turn = {
        heard: heard.join(' '),
        marks: Object.fromEntries([...marks].map(([name, atMs]) => [name, Math.round(atMs - endOfSpeechAtMs)])),
      };
      heard.length = 0;
      marks.clear();
      return turn;
    },
    [Symbol.asyncDispose]: stop,
  };
}

function exitMessage({ exitCode }: ChildProcess, complaint: string): string {
  const what = exitCode === 3 ? 'This Python has no Pipecat; see README.md' : `Pipecat ended with ${exitCode}`;
  return `${what}\n${complaint}`;
}

async function answering(port: number, server: ChildProcess): Promise<void> {
  for (let waitedMs = 0; waitedMs < START_LIMIT_MS; waitedMs += 200) {
    if (server.exitCode !== null) throw new Error('llama_cpp.server did not start; see README.md');
    const answer = await fetch(`http://127.0.0.1:${port}/v1/models`).catch(() => undefined);
    if (answer?.ok) return;
    await delay(200);
  }
  throw new Error('llama_cpp.server does not answer');
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.stdin?.end();
  const limit = setTimeout(() => child.kill('SIGKILL'), 8000);
  if (child.stdin === null) child.kill();
  await exited;
  clearTimeout(limit);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}
