/** The assistant as a service: one process that owns the settings, the profile, the devices and the engine. */

import type { AssistantCalls, AssistantEvent, OpenConversation } from '../contract/assistant.ts';
import type { EngineEvent } from '../contract/events.ts';
import { SottoFault, toFault } from '../contract/faults.ts';
import type { ConversationId } from '../contract/ids.ts';
import { type Handlers, serveCalls, type Wire } from '../contract/rpc.ts';
import type { Settings } from '../contract/settings.ts';
import {
  type ConversationStore,
  createEngine,
  openDuplexAudio,
  openProfile,
  type Profile,
  version,
} from '../engine/engine.ts';
import { conversationView, initialState, turnView } from './assistant-state.ts';
import { conversationCalls } from './calls/conversations.ts';
import { insightCalls } from './calls/insights.ts';
import { modelCalls } from './calls/models.ts';
import { settingUpCalls } from './calls/setting-up.ts';
import { settingsCalls } from './calls/settings.ts';
import { talkCalls } from './calls/talk.ts';
import { DeferredDeletions } from './deferred-deletions.ts';
import { EngineLife, type EngineParts } from './engine-life.ts';
import { NetworkSwitches } from './network-switches.ts';
import { behindParser } from './parsed-call.ts';
import { type Policy, policyDefaults, policyView } from './policy/policy.ts';
import { obeyPolicy, type ReadPolicy } from './policy/policy-in-force.ts';
import { loadSettingsUnder } from './settings-file.ts';
import type { Surroundings } from './surroundings.ts';
import { UpdateFeed } from './update-feed.ts';
import { watchStore } from './watched-store.ts';

export interface AssistantOptions {
  readonly dataDir: string;
  /** The conversation that was open when the process before this one ended; one that is gone is no trouble. */
  readonly conversationId?: string | undefined;
  /** What a test puts in place of models and devices. */
  readonly parts?: Partial<EngineParts>;
  /** What a test puts in place of the policy of this machine. */
  readonly readPolicy?: ReadPolicy;
}

export interface Assistant extends AsyncDisposable {
  readonly handlers: Handlers<AssistantCalls>;
  readonly feed: UpdateFeed;
  /** Process ids of the workers that run, by name. */
  readonly workerPids: Readonly<Record<string, number | undefined>>;
}

/** Answers what comes over the wire until it closes. */
export function serveAssistant(wire: Wire, { handlers }: Assistant): void {
  serveCalls<AssistantCalls>(wire, handlers);
}

/** Resolves before the engine is there: whoever watches is told what becomes of it. Never rejects. */
export async function openAssistant({
  dataDir,
  conversationId,
  parts = {},
  readPolicy,
}: AssistantOptions): Promise<Assistant> {
  let policy: Policy | undefined;
  let policyTrouble: unknown;
  try {
    policy = await obeyPolicy(readPolicy);
  } catch (error) {
    policyTrouble = error;
  }
  const view = policy === undefined ? undefined : policyView(policy);
  const feed = new UpdateFeed(initialState(policyDefaults(policy), version, view));
  const switches = new NetworkSwitches();
  const publish = (event: EngineEvent | AssistantEvent): void => {
    if (event.type === 'settings.changed') switches.follow(event.settings);
    feed.publish(event);
  };
  const raise = (error: unknown): void => publish({ type: 'fault.raised', fault: toFault(error) });

  let trouble: unknown;
  let profile: Profile | undefined;
  try {
    if (policyTrouble !== undefined) throw policyTrouble;
    publish({ type: 'settings.changed', settings: await loadSettingsUnder(policy, dataDir) });
    profile = await openProfile({ dataDir, onFault: raise });
    const open = conversationId && (await recall(profile, conversationId as ConversationId));
    if (open) publish({ type: 'conversation.switched', open });
  } catch (error) {
    trouble = error;
  }
  const requireProfile = (): Profile => {
    if (profile !== undefined) return profile;
    throw trouble instanceof Error ? trouble : new SottoFault('internal', 'There is no profile.');
  };

  const openAudio = parts.openAudio ?? openDuplexAudio;
  const life = new EngineLife({
    dataDir,
    createEngine: parts.createEngine ?? createEngine,
    openAudio,
    circumstances: () => ({
      settings: feed.state.settings,
      conversationId: feed.state.open.conversation?.id as ConversationId | undefined,
      isMuted: feed.state.isMuted,
      store: watched(requireProfile().store, feed),
      records: { traces: requireProfile().traces, audio: requireProfile().audio },
    }),
    onEvent: publish,
    onPhase: (phase, fault) => publish({ type: 'phase.changed', phase, ...(fault === undefined ? {} : { fault }) }),
    onModels: (modelIds) => publish({ type: 'models.changed', modelIds }),
  });
  const deletions = new DeferredDeletions((id) =>
    requireProfile()
      .store.deleteConversation(id as ConversationId)
      .catch(raise),
  );
  const surroundings: Surroundings = {
    dataDir,
    feed,
    life,
    deletions,
    openAudio,
    profile: requireProfile,
    engine: () => life.engine(),
    settings: () => feed.state.settings,
    policy: () => {
      if (policyTrouble !== undefined) throw policyTrouble;
      return policy;
    },
    publish,
  };
  const models = modelCalls(surroundings);
  if (trouble === undefined) void life.renew().then(() => greet(life, feed.state.settings).catch(raise));
  else publish({ type: 'phase.changed', phase: 'failed', fault: toFault(trouble) });

  return {
    feed,
    handlers: behindParser({
      'state.watch': async (_nothing, { emit, signal }) => {
        await feed.watch(emit, signal);
        return undefined;
      },
      ...talkCalls(surroundings),
      ...conversationCalls(surroundings),
      ...models.handlers,
      ...settingsCalls(surroundings),
      ...settingUpCalls(surroundings),
      ...insightCalls(surroundings),
    }),
    get workerPids() {
      return life.current?.engine.workerPids ?? {};
    },
    async [Symbol.asyncDispose]() {
      await models.downloads[Symbol.asyncDispose]();
      await life[Symbol.asyncDispose]();
      await deletions[Symbol.asyncDispose]();
      await profile?.[Symbol.asyncDispose]();
    },
  };
}

/** In the user's words; nothing where there is no voice yet. */
async function greet({ current }: EngineLife, { persona }: Settings): Promise<void> {
  if (persona.greeting === '' || current?.audio === undefined) return;
  await current.engine.say(persona.greeting, new AbortController().signal);
}

async function recall({ store }: Profile, id: ConversationId): Promise<OpenConversation | undefined> {
  const conversation = await store.findConversation(id);
  if (conversation === undefined) return undefined;
  return { conversation: conversationView(conversation), turns: (await store.turns(id)).map(turnView) };
}

/** Tells what is kept of the open conversation; one that is created now is the open one. */
function watched(store: ConversationStore, feed: UpdateFeed): ConversationStore {
  return watchStore(store, {
    created(conversation) {
      feed.publish({ type: 'conversation.begun', conversation: conversationView(conversation) });
      feed.publish({ type: 'conversations.changed' });
    },
    turnKept(conversationId, turn) {
      if (feed.state.open.conversation?.id !== conversationId) return;
      feed.publish({ type: 'turn.kept', turn: turnView(turn) });
    },
  });
}
