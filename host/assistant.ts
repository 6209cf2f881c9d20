/** The assistant as a service: one process that owns the settings, the profile, the devices and the engine. */

import type { AssistantCalls, AssistantEvent, OpenConversation } from '../contract/assistant.ts';
import type { EngineEvent } from '../contract/events.ts';
import { toFault } from '../contract/faults.ts';
import type { ConversationId } from '../contract/ids.ts';
import { type Handlers, serveCalls, type Wire } from '../contract/rpc.ts';
import type { Settings } from '../contract/settings.ts';
import {
  type ConversationStore,
  createEngine,
  engineRecords,
  type Keyring,
  openDuplexAudio,
  type Profile,
  version,
} from '../engine/engine.ts';
import { conversationView, initialState, turnView } from './assistant-state.ts';
import { conversationCalls } from './calls/conversations.ts';
import { insightCalls } from './calls/insights.ts';
import { knowledgeCalls } from './calls/knowledge.ts';
import { memoryCalls } from './calls/memory.ts';
import { modelCalls } from './calls/models.ts';
import { personaControl } from './calls/personas.ts';
import { settingUpCalls } from './calls/setting-up.ts';
import { settingsCalls } from './calls/settings.ts';
import { talkCalls } from './calls/talk.ts';
import { vaultCalls } from './calls/vault.ts';
import { DeferredDeletions } from './deferred-deletions.ts';
import { EngineLife, type EngineParts } from './engine-life.ts';
import { givenPassphrase } from './given-passphrase.ts';
import { NetworkSwitches } from './network-switches.ts';
import { OwnProfile } from './own-profile.ts';
import { behindParser } from './parsed-call.ts';
import { PersonaShelf } from './persona-shelf.ts';
import { type Policy, policyDefaults, policyView } from './policy/policy.ts';
import { obeyPolicy, type ReadPolicy } from './policy/policy-in-force.ts';
import { QuietHours } from './quiet-hours.ts';
import { retentionOrder } from './retention.ts';
import { settingsChange } from './settings-change.ts';
import { loadSettingsUnder } from './settings-file.ts';
import type { Surroundings } from './surroundings.ts';
import { UpdateFeed } from './update-feed.ts';
import { watchStore } from './watched-store.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How soon a file that changed in a folder of the user's is read again. */
const FOLDERS_EVERY_MS = 5 * 60 * 1000;

export interface AssistantOptions {
  readonly dataDir: string;
  /** The conversation that was open when the process before this one ended; one that is gone is no trouble. */
  readonly conversationId?: string | undefined;
  /** What a test puts in place of models and devices. */
  readonly parts?: Partial<EngineParts>;
  /** What a test puts in place of the policy of this machine. */
  readonly readPolicy?: ReadPolicy;
  /** What a test puts in place of the keyring of this system. */
  readonly keyring?: Keyring;
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
  keyring,
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

  const ownProfile = new OwnProfile({
    ...{ dataDir, keyring, givenPassphrase },
    language: () => feed.state.settings.language,
    onFault: raise,
    onIngest: (progress) => publish({ type: 'ingest.progressed', progress }),
  });
  async function openOwnProfile(): Promise<void> {
    const profile = await ownProfile.open();
    await deleteOld().catch(raise);
    const id = feed.state.open.conversation?.id ?? conversationId;
    const open = id && (await recall(profile, id as ConversationId));
    if (open) publish({ type: 'conversation.switched', open });
  }
  async function deleteOld(): Promise<void> {
    const { settings, open } = feed.state;
    const order = retentionOrder(settings, policy, Date.now());
    if (order === undefined) return;
    const gone = await ownProfile.require().purge({
      ...order,
      except: open.conversation?.id as ConversationId | undefined,
    });
    if (gone.conversations > 0) publish({ type: 'conversations.changed' });
  }

  let trouble: unknown;
  try {
    if (policyTrouble !== undefined) throw policyTrouble;
    publish({ type: 'settings.changed', settings: await loadSettingsUnder(policy, dataDir) });
    await openOwnProfile();
  } catch (error) {
    trouble = error;
  }
  const requireProfile = (): Profile => {
    if (policyTrouble !== undefined) throw policyTrouble;
    return ownProfile.require();
  };
  const tellTrouble = (error: unknown): void =>
    ownProfile.isLocked
      ? publish({ type: 'phase.changed', phase: 'locked' })
      : publish({ type: 'phase.changed', phase: 'failed', fault: toFault(error) });

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
      records: {
        ...engineRecords(requireProfile()),
        ...{ knowledge: ownProfile.knowledge(), ringsTimers: true },
        changeSettings: (patch) => surroundings.changeSettings(patch),
        personas: personaControl(surroundings),
      },
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
  const personas = new PersonaShelf(dataDir);
  await personas.all();
  const surroundings: Surroundings = {
    dataDir,
    feed,
    life,
    deletions,
    openAudio,
    ownProfile,
    personas,
    vault() {
      if (policyTrouble !== undefined) throw policyTrouble;
      return ownProfile.vault();
    },
    profile: requireProfile,
    async reopen() {
      try {
        await openOwnProfile();
      } catch (error) {
        tellTrouble(error);
        return;
      }
      void life.renew();
    },
    engine: () => life.engine(),
    settings: () => feed.state.settings,
    changeSettings: (patch) => changeSettings(patch),
    policy: () => {
      if (policyTrouble !== undefined) throw policyTrouble;
      return policy;
    },
    publish,
  };
  const changeSettings = settingsChange(surroundings);
  const models = modelCalls(surroundings);
  if (trouble === undefined) void life.renew().then(() => greet(life, feed.state.settings).catch(raise));
  else tellTrouble(trouble);
  const isQuiet = (): boolean => ['asleep', 'listening'].includes(feed.state.floor) && feed.state.reply === undefined;
  const folders = new QuietHours({
    ...{ everyMs: FOLDERS_EVERY_MS, isQuiet, nowMs: Date.now },
    async work() {
      try {
        ownProfile.knowledge().refresh();
      } catch {
        // There is no profile now.
      }
    },
  });
  const quietHours = new QuietHours({
    ...{ everyMs: DAY_MS, isQuiet },
    async work() {
      try {
        await deleteOld();
        await ownProfile.require().maintain();
      } catch (error) {
        if (!ownProfile.isLocked) raise(error);
      }
    },
    nowMs: Date.now,
  });

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
      ...vaultCalls(surroundings),
      ...knowledgeCalls(surroundings),
      ...memoryCalls(surroundings),
    }),
    get workerPids() {
      return life.current?.engine.workerPids ?? {};
    },
    async [Symbol.asyncDispose]() {
      quietHours[Symbol.dispose]();
      folders[Symbol.dispose]();
      await models.downloads[Symbol.asyncDispose]();
      await life[Symbol.asyncDispose]();
      await deletions[Symbol.asyncDispose]();
      await ownProfile[Symbol.asyncDispose]();
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
