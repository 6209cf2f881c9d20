/**
 * What a window, a browser page or any other client may ask of the assistant, and what it is told.
 *
 * A client calls `state.watch` once. It is given the whole state first, and then every update in order; one that lost its
 * connection calls again, and begins with the whole state again. Parameters come from outside and are parsed; results
 * are typed only.
 */

import { z } from 'zod';
import type { EngineEvent } from './events.ts';
import type { Fault } from './faults.ts';
import type { FloorState } from './floor.ts';
import { insightParams, type PlayedSound, type ReplayView } from './insight-views.ts';
import { type Citation, type IngestProgress, type KnowledgeResults, knowledgeParams } from './knowledge.ts';
import { type MemoryResults, memoryParams } from './memory.ts';
import { type DownloadView, type Measurement, type ModelFit, type ModelHealth, modelParams } from './model-views.ts';
import { type PersonaResults, personaParams } from './personas.ts';
import type { PolicyView } from './policy.ts';
import { type SettingUpItems, type SettingUpResults, settingUpParams } from './setting-up.ts';
import type { Settings } from './settings.ts';
import type { TurnTrace } from './trace.ts';
import { type VaultItems, type VaultResults, vaultParams } from './vault.ts';

const nothing = z.object({});
const text = z.string().min(1).max(8000);
const conversationId = z.string().min(1).max(100);
const modelId = z.string().min(1).max(200);
const oneConversation = z.object({ conversationId });
const oneModel = z.object({ modelId });
/** Part of the settings, in their shape. */
const settingsPatch = z.record(z.string(), z.unknown());

export const assistantParams = {
  'state.watch': nothing,

  /**
   * Typed words. `isSilent`: answered in text only; where it is absent the settings say. Settles when the answer was
   * given, and heard where it is spoken.
   */
  'talk.submit': z.object({ text, isSilent: z.boolean().optional() }),
  /** A key is down: the user has the floor until `talk.release`. */
  'talk.press': nothing,
  'talk.release': nothing,
  /** Silences the assistant, without an answer. */
  'talk.stop': nothing,
  /** Muted means that the device is closed. */
  'talk.mute': z.object({ isMuted: z.boolean() }),
  /** Says an answer of an earlier turn again. */
  'talk.repeat': z.object({ conversationId, turn: z.number().int().nonnegative() }),
  /** Says any text, as a sample of the voice. */
  'voice.preview': z.object({ text: text.max(300) }),

  'conversations.list': nothing,
  /** Turns that hold every word of the query. */
  'conversations.search': z.object({ query: z.string().max(200) }),
  'conversations.turns': oneConversation,
  /** Goes on with this one; `undefined` begins a new one with the next turn. */
  'conversations.open': z.object({ conversationId: conversationId.optional() }),
  'conversations.rename': z.object({ conversationId, title: z.string().trim().min(1).max(200) }),
  'conversations.pin': z.object({ conversationId, isPinned: z.boolean() }),
  'conversations.delete': oneConversation,
  /** Within ten seconds of `conversations.delete`. */
  'conversations.restore': oneConversation,
  /**
   * Goes on with a copy of what was said before this turn, so that it can be asked anew. The conversation as it was stays,
   * under `earlierTitle`.
   */
  'conversations.branch': z.object({
    conversationId,
    turn: z.number().int().nonnegative(),
    earlierTitle: z.string().trim().min(1).max(200),
  }),
  'conversations.export': z.object({ conversationId, format: z.enum(['markdown', 'json']) }),

  'models.list': nothing,
  /** The smallest set to talk with, or what is missing of it. */
  'models.recommend': nothing,
  'models.remove': oneModel,
  'models.verify': oneModel,
  'models.benchmark': oneModel,
  /** A file of the user's own on the assistant's machine. */
  'models.import': z.object({ path: z.string().min(1).max(4096) }),
  ...modelParams,

  /** Applied at once, and kept. What is absent stays as it is; `null` sets a value back to its default. */
  'settings.change': z.object({ patch: settingsPatch }),
  /** Whether an OpenAI-compatible server answers, and how fast. */
  'server.test': z.object({ baseUrl: z.url(), model: z.string(), apiKey: z.string().optional() }),

  'devices.list': nothing,

  /** What is here, what is missing, what to do about it. */
  'health.check': nothing,
  /** The newest first. */
  'insights.turns': z.object({ limit: z.number().int().min(1).max(1000).default(100) }),
  ...insightParams,

  ...settingUpParams,

  ...knowledgeParams,

  ...personaParams,

  ...memoryParams,

  ...vaultParams,
} as const;

type Schemas = typeof assistantParams;

/** Of `state.watch`: a state that is ready for words, or why it is not. `locked`: see `vault.unlock`. */
export const PHASES = ['starting', 'locked', 'needs-models', 'ready', 'failed'] as const;
export type Phase = (typeof PHASES)[number];

export interface DeviceState {
  readonly name?: string;
  readonly state: 'opened' | 'closed' | 'muted' | 'lost' | 'silent';
  readonly message?: string;
}

/** One side of a turn as it is kept. */
export interface TurnView {
  readonly turn: number;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  /** Of an interrupted reply: the part that was heard. */
  readonly heardText?: string;
  readonly status: 'complete' | 'interrupted' | 'failed';
  readonly createdAtMs: number;
}

export interface ConversationView {
  readonly id: string;
  readonly title: string;
  readonly isPinned: boolean;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface OpenConversation {
  /** Absent until the first turn of a new one. */
  readonly conversation: ConversationView | undefined;
  readonly turns: readonly TurnView[];
}

/** A reply that is being written or heard: what a client that comes in the middle of it needs. */
export interface OpenReply {
  readonly turnId: number;
  readonly replyId: number;
  readonly text: string;
}

export interface AssistantState {
  readonly phase: Phase;
  /** Why it is `failed`. */
  readonly fault?: Fault;
  readonly floor: FloorState;
  readonly isMuted: boolean;
  readonly turnTaking: 'full-duplex' | 'half-duplex';
  readonly microphone: DeviceState;
  readonly loudspeaker: DeviceState;
  /** Ids by role. */
  readonly modelIds: Readonly<Record<string, string>>;
  readonly settings: Settings;
  readonly defaults: Settings;
  /** Settings that an administrator has fixed, as paths such as `privacy.keepAudio`. */
  readonly lockedSettings: readonly string[];
  /** Where that comes from; absent on a machine that nobody manages. */
  readonly policy?: PolicyView;
  readonly open: OpenConversation;
  readonly reply?: OpenReply;
  /** What waits for a yes, until then on the wall clock. */
  readonly consent?: { readonly question: string; readonly expiresAtMs: number };
  /** Downloads that run, wait, are paused or have failed. */
  readonly downloads: readonly DownloadView[];
  /** How far the documents are taken in. */
  readonly ingest: IngestProgress;
  /** What the last answers of the open conversation were taken from, by turn. */
  readonly citations: Readonly<Record<number, readonly Citation[]>>;
  readonly version: string;
}

/** What changes beside the conversation itself. */
export type AssistantEvent =
  | { readonly type: 'phase.changed'; readonly phase: Phase; readonly fault?: Fault }
  | { readonly type: 'settings.changed'; readonly settings: Settings }
  | { readonly type: 'models.changed'; readonly modelIds: Readonly<Record<string, string>> }
  | { readonly type: 'downloads.changed'; readonly downloads: readonly DownloadView[] }
  | { readonly type: 'conversations.changed' }
  | { readonly type: 'ingest.progressed'; readonly progress: IngestProgress }
  /** One side of a turn of the open conversation, typed or spoken; the same turn and role again replaces it. */
  | { readonly type: 'turn.kept'; readonly turn: TurnView }
  /** The first turn made a conversation of what was open. */
  | { readonly type: 'conversation.begun'; readonly conversation: ConversationView }
  | { readonly type: 'conversation.switched'; readonly open: OpenConversation };

/** `sequence` counts up by one from the snapshot on; a gap means that something was lost. */
export type Update =
  | { readonly kind: 'snapshot'; readonly sequence: number; readonly state: AssistantState }
  | { readonly kind: 'event'; readonly sequence: number; readonly event: EngineEvent | AssistantEvent };

export interface ModelView {
  readonly id: string;
  readonly kind: 'vad' | 'turn' | 'stt' | 'llm' | 'embedding' | 'tts' | 'tts-data';
  readonly name: string;
  readonly publisher: string;
  readonly state: 'available' | 'installed';
  readonly origin: 'catalogue' | 'import';
  readonly isInUse: boolean;
  /** To download, and on the disk. */
  readonly downloadBytes: number;
  readonly installedBytes: number;
  readonly memoryBytes: number;
  /** Why a policy forbids it. */
  readonly blockedBy?: string;
  /** Whether it fits this machine, with the figures. */
  readonly fit: ModelFit;
  /** Of an installed one: whether its files are what they were. */
  readonly health?: ModelHealth;
  /** What it did here the last time it was measured. */
  readonly measured?: Measurement;
  readonly licence: { readonly name: string; readonly url?: string; readonly forbids: readonly string[] };
  readonly languages: readonly string[];
  readonly notes: string;
}

export interface CheckView {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'problem';
  readonly finding: string;
  readonly remedy?: string;
}

export interface DeviceView {
  readonly name: string;
  readonly direction: 'input' | 'output';
  readonly isDefault: boolean;
  /** Hears a loudspeaker, and is therefore never a microphone. */
  readonly isMonitor: boolean;
}

export interface TurnInsight {
  readonly conversationId: string;
  readonly trace: TurnTrace;
}

interface Results extends SettingUpResults, VaultResults, KnowledgeResults, PersonaResults, MemoryResults {
  'state.watch': undefined;
  'talk.submit': undefined;
  'talk.press': undefined;
  'talk.release': undefined;
  'talk.stop': undefined;
  'talk.mute': undefined;
  'talk.repeat': undefined;
  'voice.preview': undefined;
  'conversations.list': readonly ConversationView[];
  'conversations.search': readonly { readonly conversationId: string; readonly turn: TurnView }[];
  'conversations.turns': readonly TurnView[];
  'conversations.open': undefined;
  'conversations.rename': undefined;
  'conversations.pin': undefined;
  'conversations.delete': undefined;
  'conversations.restore': undefined;
  'conversations.branch': { readonly conversationId: string };
  'conversations.export': { readonly fileName: string; readonly content: string };
  'models.list': readonly ModelView[];
  'models.recommend': readonly ModelView[];
  'models.remove': undefined;
  'models.verify': ModelHealth;
  'models.benchmark': Measurement;
  'models.import': { readonly modelId: string };
  'models.download': undefined;
  'models.pause': undefined;
  'models.cancel': undefined;
  'settings.change': Settings;
  'server.test': { readonly firstTokenMs: number };
  'server.models': readonly string[];
  'devices.list': readonly DeviceView[];
  'health.check': readonly CheckView[];
  'insights.turns': readonly TurnInsight[];
  'insights.replay': ReplayView;
  'insights.play': undefined;
}

interface Items extends SettingUpItems, VaultItems {
  'state.watch': Update;
  'insights.play': PlayedSound;
}

/** Name → parameters as a client may give them, result and streamed items. */
export type AssistantCalls = {
  [N in keyof Schemas]: {
    params: z.input<Schemas[N]>;
    result: Results[N];
    item: N extends keyof Items ? Items[N] : never;
  };
};
