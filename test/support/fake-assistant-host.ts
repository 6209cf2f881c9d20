/** The built page and a scripted assistant behind it, as a browser meets them: strict policy, packets over a WebSocket. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { WebSocketServer } from 'ws';
import type { AssistantCalls, AssistantEvent, AssistantState, Update } from '../../contract/assistant.ts';
import type { EngineEvent } from '../../contract/events.ts';
import { type Handlers, type Packet, serveCalls, type Wire } from '../../contract/rpc.ts';
import { settings } from '../../contract/settings.ts';
import { INSIGHTS } from './fake-insights.ts';
import { fakeKnowledge } from './fake-knowledge.ts';
import { fakeMemory } from './fake-memory.ts';
import { FAKE_DOWNLOADS, FAKE_MODELS as MODELS } from './fake-models.ts';
import { fakePersonas } from './fake-personas.ts';
import { fakeVault } from './fake-vault.ts';

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'";
const TYPES: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', css: 'text/css' };
const NOON_MS = 1_760_000_000_000;
const ASKED_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 20;

export interface FakeAssistantHost extends AsyncDisposable {
  readonly url: string;
  /** Names of calls, in order, with their parameters. */
  readonly asked: readonly { readonly name: string; readonly params: unknown }[];
  tell(event: EngineEvent | AssistantEvent): void;
  /** Breaks every connection; pages come back by themselves. */
  hangUp(): void;
}

export async function startFakeAssistantHost(pageFolder: string, state: AssistantState): Promise<FakeAssistantHost> {
  const asked: { name: string; params: unknown }[] = [];
  const watchers = new Set<(update: Update) => void>();
  let sequence = 0;
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = path.join(pageFolder, name === '/' ? 'index.html' : path.normalize(name));
    readFile(file).then(
      (content) => {
        const type = TYPES[path.extname(file).slice(1)] ?? 'application/octet-stream';
        response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY }).end(content);
      },
      () => response.writeHead(404).end(),
    );
  });
  const sockets = new WebSocketServer({ server, path: '/assistant' });
  sockets.on('connection', (socket) => {
    const wire: Wire = {
      post: (packet) => socket.send(JSON.stringify(packet)),
      onPacket: (listener) =>
        socket.on('message', (data: Buffer) => {
          const packet = JSON.parse(data.toString('utf8')) as Packet;
          if (packet.kind === 'call') asked.push({ name: packet.name, params: packet.params });
          listener(packet);
        }),
      onClose: (listener) => socket.on('close', listener),
    };
    serveCalls(
      wire,
      answers(
        state,
        (emit, signal) => {
          watchers.add(emit);
          emit({ kind: 'snapshot', sequence, state });
          return new Promise((resolve) =>
            signal.addEventListener('abort', () => {
              watchers.delete(emit);
              resolve(undefined);
            }),
          );
        },
        tell,
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  function tell(event: EngineEvent | AssistantEvent): void {
    sequence += 1;
    for (const emit of watchers) emit({ kind: 'event', sequence, event });
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    tell,
    hangUp() {
      for (const socket of sockets.clients) socket.terminate();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As the assistant keeps them: `null` is the default again. */
function merged(before: object, patch: object): Record<string, unknown> {
  const result: Record<string, unknown> = { ...before };
  for (const [key, value] of Object.entries(patch)) {
    const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (value === null) delete result[key];
    else result[key] = isGroup ? merged((result[key] ?? {}) as object, value) : value;
  }
  return result;
}

type Watch = (emit: (update: Update) => void, signal: AbortSignal) => Promise<undefined>;

function answers(state: AssistantState, watch: Watch, tell: (event: AssistantEvent) => void): Handlers<AssistantCalls> {
  let settingsNow = state.settings;
  const nothing = async (): Promise<undefined> => undefined;
  return {
    'state.watch': (_params, { emit, signal }) => watch(emit, signal as AbortSignal),
    'talk.submit': nothing,
    'talk.press': nothing,
    'talk.release': nothing,
    'talk.stop': nothing,
    'talk.mute': nothing,
    'talk.repeat': nothing,
    'voice.preview': nothing,
    'conversations.list': async () => [
      { id: 'c1', title: 'Why the sky is blue', isPinned: true, createdAtMs: NOON_MS, updatedAtMs: NOON_MS },
      { id: 'c2', title: 'Soup for four', isPinned: false, createdAtMs: NOON_MS, updatedAtMs: NOON_MS },
    ],
    'conversations.search': async () => [],
    'conversations.turns': async () => [],
    'conversations.open': nothing,
    'conversations.rename': nothing,
    'conversations.pin': nothing,
    'conversations.delete': nothing,
    'conversations.restore': nothing,
    'conversations.branch': async () => ({ conversationId: 'c3' }),
    'conversations.export': async () => ({ fileName: 'sky.md', content: '# Why the sky is blue' }),
    'models.list': async () => MODELS,
    'models.recommend': async () =>
      MODELS.filter(({ id }) => ['whisper-base', 'gemma-4-e4b', 'piper-en-us-joe'].includes(id)),
    'models.remove': nothing,
    'models.download': nothing,
    'models.pause': nothing,
    'models.cancel': nothing,
    'models.verify': async () => ({ state: 'intact', checkedAtMs: NOON_MS, problems: [] }),
    'models.benchmark': async () => ({
      atMs: NOON_MS,
      figures: { tokensPerSecond: 18.2, timeToFirstTokenMs: 240, memoryBytes: 1_650_000_000 },
    }),
    'models.import': async () => ({ modelId: 'own' }),
    'settings.change': async ({ patch }) => {
      settingsNow = settings.parse(merged(settingsNow, patch));
      tell({ type: 'settings.changed', settings: settingsNow });
      return settingsNow;
    },
    'server.test': async () => ({ firstTokenMs: 120 }),
    'server.models': async () => ['qwen3.5-9b', 'gemma-4-27b'],
    'devices.list': async () => [
      { name: 'Built-in microphone', direction: 'input', isDefault: true, isMonitor: false },
      { name: 'Headset', direction: 'input', isDefault: false, isMonitor: false },
      { name: 'Desk loudspeaker', direction: 'output', isDefault: true, isMonitor: false },
    ],
    'health.check': async () => [],
    'microphone.listen': (_params, { emit, signal }) => {
      emit({ levelDbfs: -30 });
      return new Promise((resolve) => (signal as AbortSignal).addEventListener('abort', () => resolve(undefined)));
    },
    'microphone.try': async (_params, { emit }) => {
      emit({ phase: 'recording', levelDbfs: -25 });
      emit({ phase: 'playing', levelDbfs: -120 });
      return { loudestDbfs: -25 };
    },
    'machine.measure': async () => ({ cores: 8, totalMemoryBytes: 16e9, answerMs: 1400, basis: 'estimate' }),
    'phrases.defaults': async ({ language }) => ({
      language: language === 'de' ? 'de' : 'en',
      stop: language === 'de' ? ['stopp', 'hör auf'] : ['stop', 'be quiet', 'never mind'],
      backchannel: language === 'de' ? ['ja', 'genau'] : ['uh huh', 'right', 'I see'],
    }),
    ...INSIGHTS,
    ...fakeVault(state, tell),
    ...fakeKnowledge(),
    ...fakePersonas(),
    ...fakeMemory(),
  };
}

/** Ready, in the middle of a conversation. */
export function fakeState(): AssistantState {
  const defaults = settings.parse({});
  const turn = (number: number, role: 'user' | 'assistant', text: string) =>
    ({ turn: number, role, text, status: 'complete', createdAtMs: NOON_MS }) as const;
  return {
    ...{ phase: 'ready', floor: 'listening', isMuted: false, turnTaking: 'full-duplex', version: '0.1.0' },
    microphone: { state: 'opened', name: 'Built-in microphone' },
    loudspeaker: { state: 'opened', name: 'Desk loudspeaker' },
    modelIds: { llm: 'qwen3.5-2b' },
    settings: { ...defaults, voice: { ...defaults.voice, speed: 1.2 } },
    defaults,
    lockedSettings: ['privacy.keepAudio'],
    downloads: FAKE_DOWNLOADS,
    ingest: { state: 'idle', files: { done: 2, total: 2 }, passages: { done: 3, total: 3 } },
    citations: {},
    open: {
      conversation: {
        ...{ id: 'c1', title: 'Why the sky is blue', isPinned: true },
        ...{ createdAtMs: NOON_MS, updatedAtMs: NOON_MS },
      },
      turns: [
        turn(0, 'user', 'Why is the sky blue?'),
        {
          ...turn(0, 'assistant', 'Air scatters blue light more than red, so blue comes to you from all over the sky.'),
          status: 'interrupted',
          heardText: 'Air scatters blue light more than red,',
        },
        turn(1, 'user', 'And at sunset?'),
        turn(1, 'assistant', 'Then the light has come a long way, and most of its blue is already gone.'),
      ],
    },
  };
}

/** Until the last call of that name came with these parameters: a page asks a moment after a key is pressed. */
export async function untilAsked(host: FakeAssistantHost, name: string, params: unknown): Promise<void> {
  const last = (): unknown => host.asked.findLast((call) => call.name === name)?.params;
  const overAtMs = performance.now() + ASKED_WITHIN_MS;
  while (!isDeepStrictEqual(last(), params) && performance.now() < overAtMs) await delay(LOOK_EVERY_MS);
  assert.deepEqual(last(), params);
}
