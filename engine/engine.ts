/** The boundary of the engine: everything outside it speaks to what is exported here, and to the contract. */

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { EngineEvent } from '../contract/events.ts';
import { SottoFault, toFault } from '../contract/faults.ts';
import { type ConversationId, FIRST_SAID_REPLY_ID, type ReplyId } from '../contract/ids.ts';
import type { Settings } from '../contract/settings.ts';
import { abortable } from './base/abortable.ts';
import { systemClock, type Timekeeper } from './base/clock.ts';
import { packageRoot } from './base/package-root.ts';
import type { Microphone } from './capture/capture.ts';
import { Conversation } from './conversation/conversation.ts';
import { Dialogue } from './conversation/dialogue.ts';
import type { TurnTaking } from './conversation/ear.ts';
import { adoptConfig, conversationConfig, livePersona } from './conversation-settings.ts';
import type { DeviceNotice } from './devices/duplex-audio.ts';
import type { KnowledgeBase } from './knowledge-base.ts';
import { type ChosenModels, chooseModels, fileOf, llmLoad, sttLoad, ttsLoad } from './model-choice.ts';
import { openLibrary } from './models/own-library.ts';
import { networkPermissions } from './network/network-permissions.ts';
import { destinationOf } from './network/purposes.ts';
import type { OpenSpeaker } from './playback/playback.ts';
import type { LanguageModel } from './reply/language-model.ts';
import { createOpenAiServerLanguageModel } from './reply/openai-server.adapter.ts';
import { sayAloud } from './say-aloud.ts';
import type { ConversationStore } from './storage/conversation-store.ts';
import type { KeptAudio } from './storage/kept-audio.ts';
import type { TraceStore } from './storage/trace-store.ts';
import { findWhisperAddon } from './stt/whisper-addon.ts';
import { openToolDesk } from './tool-desk.ts';
import { ringSound } from './tools/ring-sound.ts';
import type { PersonaControl } from './tools/tool.ts';
import type { ToolRecords } from './tools/tool-records.ts';
import { Segmenter } from './tts/segmenter.ts';
import type { SpokenAudio, SynthesisRequest } from './tts/tts.ts';
import { TurnRecords } from './turn-records.ts';
import { withEnergyGate } from './vad/gated-vad.ts';
import { loadSileroVad } from './vad/silero.adapter.ts';
import type { LlmCalls, LlmLoad } from './workers/llm-worker.ts';
import { RemoteEndOfTurn } from './workers/remote-end-of-turn.ts';
import { RemoteLanguageModel } from './workers/remote-language-model.ts';
import { RemoteSynthesizer } from './workers/remote-synthesizer.ts';
import { RemoteTranscriber } from './workers/remote-transcriber.ts';
import { startWorker } from './workers/start-worker.ts';
import type { SttCalls, SttLoad } from './workers/stt-worker.ts';
import { type SupervisorOptions, WorkerSupervisor } from './workers/supervisor.ts';
import type { TtsCalls, TtsLoad } from './workers/tts-worker.ts';
import type { TurnCalls, TurnLoad } from './workers/turn-worker.ts';
import { type StartWorker, siblingModule } from './workers/worker-process.ts';

export type { Sound } from './audio/audio-frame.ts';
export { resample } from './audio/resample.ts';
export { decodeWav } from './audio/wav.ts';
export { readWavFile } from './audio/wav-file.ts';
export { WavWriter } from './audio/wav-writer.ts';
export { dataDir } from './base/data-dir.ts';
export { packageRoot } from './base/package-root.ts';
export { createEchoCanceller } from './capture/aec3.adapter.ts';
export type { Microphone } from './capture/capture.ts';
export { createWavMicrophone } from './capture/wav-microphone.ts';
export type { DeviceNotice, DuplexAudio } from './devices/duplex-audio.ts';
export type { VirtualRoom } from './devices/virtual-room.ts';
export { fromAfar } from './devices/virtual-room-distance.ts';
export { ECHO_LEVELS, type EchoLevel } from './devices/virtual-room-echo.ts';
export type { RoomRecording } from './devices/virtual-room-recording.ts';
export { openDuplexAudio } from './duplex.ts';
export { type Check, checkHealth } from './health.ts';
export { type KnowledgeBase, openKnowledge } from './knowledge-base.ts';
export { isLoadableHere } from './loadable-models.ts';
export { type MachineSpeed, measureMachine } from './machine-speed.ts';
export { listenToLevels, tryMicrophone } from './microphone-try.ts';
export { benchmarkModel, type ModelBenchmark } from './model-benchmark.ts';
export { modelAllowance } from './models/model-allowance.ts';
export type { ListedModel, ModelLibrary } from './models/model-library.ts';
export { catalogueFile, openLibrary } from './models/own-library.ts';
export { type Attempt, networkLogFile, readNetworkLog } from './network/network-log.ts';
export { type NetworkPermissions, networkPermissions } from './network/network-permissions.ts';
export {
  CONNECT_PURPOSES,
  type ConnectPurpose,
  destinationOf,
  LISTEN_PURPOSE,
  type Purpose,
} from './network/purposes.ts';
export { type HeardPause, openPauseListener, type PauseListener } from './pause-evidence.ts';
export { findLoudspeaker } from './playback/command-speaker.adapter.ts';
export type { OpenSpeaker } from './playback/playback.ts';
export { VirtualSpeaker } from './playback/virtual-speaker.ts';
export { engineRecords, openProfile, openProfileVault, type Profile } from './profile.ts';
export { prepareRehearsal } from './rehearsal.ts';
export { type ConversationReplay, type ReplayedTurn, replayConversation } from './replay-conversation.ts';
export { listServerModels, probeServer } from './server-probe.ts';
export type { Conversation, ConversationExport, ConversationStore, TurnRecord } from './storage/conversation-store.ts';
export { FakeConversationStore as EphemeralConversationStore } from './storage/fake-conversation-store.ts';
export type { PurgeOrder, PurgeReport } from './storage/purge.ts';
export { FakeKeyring } from './storage/vault/fake-keyring.ts';
export type { Keyring } from './storage/vault/keyring.ts';
export type { Vault, VaultSummary } from './storage/vault/vault.ts';
export { type StoredKind, storedBytes } from './stored-bytes.ts';
export { countWordErrors } from './stt/accuracy/word-error-rate.ts';
export { likelyLanguages, route as routeRequest } from './tools/router/route.ts';
export type { PersonaControl } from './tools/tool.ts';
export { EphemeralToolRecords } from './tools/tool-records.ts';
export { Toolbox } from './tools/toolbox.ts';
export { factsIn, putFact } from './tools/user-facts.ts';
export { judgeEndpoint } from './turn/endpointing/judge-endpoint.ts';
export { UNKNOWN_PACE } from './turn/endpointing/speaker-pace.ts';
export { defaultPhrases, loadPhrases, type Phrases } from './turn/phrases/phrases.ts';
export { startWorkersWith } from './workers/start-worker.ts';
export { brokeredWorkers } from './workers/worker-broker.ts';
export type { StartWorker } from './workers/worker-process.ts';

export const version: string = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')).version;

export interface EngineOptions {
  readonly dataDir: string;
  readonly settings: Settings;
  /** Where replies are heard; absent for an engine that answers in text. */
  readonly openSpeaker: OpenSpeaker | undefined;
  readonly store: ConversationStore;
  /** Where it is kept why turns went the way they did; absent keeps nothing of it. */
  readonly traces?: TraceStore;
  /** Where sound is kept, when the settings say so. */
  readonly audio?: KeptAudio;
  /** What it may answer from; closed by whoever opened it, after the engine. */
  readonly knowledge?: Pick<KnowledgeBase, 'source' | 'setBusy' | 'warmUp'> | undefined;
  /** Where timers, lists and notes are kept; absent, they end with the engine. */
  readonly toolRecords?: ToolRecords;
  /** Rings when a timer is over, as the one process that stays. */
  readonly ringsTimers?: boolean;
  /** What there is to choose from by name. */
  readonly personas?: PersonaControl | undefined;
  /** Keeps what the user asks for aloud, such as another pace, and has it adopted; absent, settings stay as they are. */
  readonly changeSettings?: ((patch: Readonly<Record<string, unknown>>) => Promise<unknown>) | undefined;
  /** Continues this conversation; absent begins a new one with the first turn. */
  readonly conversationId?: ConversationId;
  readonly onEvent: (event: EngineEvent) => void;
  readonly clock?: Timekeeper;
  readonly startWorker?: StartWorker;
}

/** Threads for each model: models take turns, but the engine itself must never wait for a core. */
function threadShare(): { readonly llm: number; readonly stt: number; readonly tts: number } {
  const spare = Math.max(1, availableParallelism() - 1);
  return { llm: Math.min(8, spare), stt: Math.min(4, spare), tts: spare >= 3 ? 2 : 1 };
}

export interface Engine extends AsyncDisposable {
  /** Ids of the models in use, by role. */
  readonly modelIds: Readonly<Record<string, string>>;
  /** Process ids of the workers that run, by name. */
  readonly workerPids: Readonly<Record<string, number | undefined>>;
  /** Loads all models; without it each loads when it is first needed. */
  warmUp(signal: AbortSignal): Promise<void>;
  /** Listens and answers until the microphone ends and the last answer was heard. */
  converse(microphone: Microphone, signal: AbortSignal, turnTaking: TurnTaking): Promise<void>;
  /** Answers typed text. Resolves when the answer was heard, or given where it `isSilent`. */
  submit(text: string, signal: AbortSignal, options?: { readonly isSilent?: boolean }): Promise<void>;
  /** Says a text that is no answer. Resolves when it was heard. @throws SottoFault `model-missing` or `device-missing` */
  say(text: string, signal: AbortSignal): Promise<void>;
  /** Stops what is going on, and continues another conversation; `undefined` begins a new one with the next turn. */
  openConversation(id: ConversationId | undefined): Promise<void>;
  /**
   * Takes over what needs no model loaded again: the persona, the manner of the voice, how replies are written, the
   * user's terms, and what decides turns, but not the mode.
   */
  adopt(settings: Settings): void;
  /** A key is down: the user has the floor until `release`. */
  press(): void;
  release(): void;
  /** Silences the assistant, without an answer. */
  stop(): void;
  /** The microphone was closed, or opened again; what the assistant says goes on. */
  setMuted(muted: boolean): void;
  /** What became of the devices: half-duplex where the assistant hears its own voice. Told on as an event. */
  notice(notice: DeviceNotice): void;
  /** Resolves when nobody has the floor and nothing is left to do in the background. */
  settled(signal: AbortSignal): Promise<void>;
  /** Says a text outside of any conversation. @throws SottoFault `model-missing` without a voice. */
  speak(request: SynthesisRequest, signal: AbortSignal): Promise<SpokenAudio>;
  /** Resolves when everything that was said is on the disk. */
  conversationKept(): Promise<void>;
}

/** @throws SottoFault `model-missing` or `model-corrupt` when a model that is needed is not usable. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { settings } = options;
  const config = conversationConfig(settings);
  const records = new TurnRecords({
    settings: config.turnTaking,
    config: config.turn,
    conversationId: options.conversationId,
    traces: options.traces,
    audio: settings.privacy.keepAudio ? options.audio : undefined,
    onEvent: options.onEvent,
  });
  const onEvent = (event: EngineEvent): void => {
    if (event.type === 'turn.changed') options.knowledge?.setBusy(event.to !== 'listening' && event.to !== 'asleep');
    records.event(event);
  };
  const library = await openLibrary(options.dataDir);
  const hasWhisperAddon = findWhisperAddon() !== undefined;
  const models = await chooseModels({ library, settings, hasWhisperAddon });
  const threads = threadShare();

  const start = options.startWorker ?? startWorker;
  const workerOptions = <P>(
    name: string,
    stage: SupervisorOptions<P>['stage'],
    loadParams: P,
  ): SupervisorOptions<P> => ({
    name,
    stage,
    loadParams,
    start,
    file: siblingModule(import.meta.filename, `workers/${name}-worker`),
    // OpenMP threads that wait must sleep: spinning takes the cores from the other models.
    env: { OMP_WAIT_POLICY: 'passive' },
    onRestart: (reason, restarts) => onEvent({ type: 'worker.restarted', worker: name, reason, restarts }),
  });

  const stt = new WorkerSupervisor<SttCalls, SttLoad>(workerOptions('stt', 'stt', sttLoad(models.stt, threads.stt)));
  const turn =
    models.turn &&
    new WorkerSupervisor<TurnCalls, TurnLoad>(
      workerOptions('turn', 'turn', { modelFile: fileOf(models.turn, 'model') }),
    );
  const llm =
    models.llm &&
    new WorkerSupervisor<LlmCalls, LlmLoad>(
      workerOptions('llm', 'reply', llmLoad(models.llm, settings.contextTokens, threads.llm)),
    );
  const tts =
    models.tts && options.openSpeaker
      ? new WorkerSupervisor<TtsCalls, TtsLoad>(
          workerOptions('tts', 'tts', ttsLoad(models.tts, models.speechData, threads.tts)),
        )
      : undefined;
  const workers = { stt, turn, llm, tts };

  const raise = (error: unknown): void => onEvent({ type: 'fault.raised', fault: toFault(error) });
  const vad = withEnergyGate(await loadSileroVad(fileOf(models.vad, 'model')));
  const toServer = settings.server && networkPermissions.permit('own-server', destinationOf(settings.server.baseUrl));
  const languageModel = llm ? new RemoteLanguageModel(llm, llm.loadParams.contextTokens) : serverModel(settings);
  const synthesizer = tts && new RemoteSynthesizer(tts);
  let style: Pick<Settings, 'voice' | 'reply' | 'persona'> = settings;
  const dialogue = new Dialogue({
    model: languageModel,
    store: options.store,
    documents: options.knowledge?.source,
    conversationId: options.conversationId,
    persona: livePersona({
      ...{ persona: () => style.persona, knows: () => tools.knows },
      contextTokens: languageModel.contextTokens,
    }),
    onEvent,
  });
  let sayings = 0;
  const newSegmenter = (): Segmenter =>
    new Segmenter({ language: settings.language === 'auto' ? 'en' : settings.language });
  const say = async (text: string, signal: AbortSignal, lead?: typeof ringSound): Promise<void> => {
    if (synthesizer === undefined) throw noVoice();
    const { openSpeaker = silent } = options;
    await sayAloud(text, {
      ...{ synthesizer, style: style.voice, segmenter: newSegmenter(), openSpeaker, signal },
      ...(lead === undefined ? {} : { lead }),
      replyId: (FIRST_SAID_REPLY_ID + sayings++) as ReplyId,
      onEvent: options.onEvent,
    });
  };
  const tools = openToolDesk({
    records: options.toolRecords,
    rings: options.ringsTimers ?? false,
    remembers: settings.memory.userFacts === 'on',
    lastAnswer: () => dialogue.lastAnswer,
    personas: options.personas,
    voice: options.changeSettings && {
      get speed() {
        return style.voice.speed;
      },
      async setSpeed(speed) {
        await options.changeSettings?.({ voice: { speed } });
      },
    },
    async ring(sentence, signal) {
      await conversation.floor.settled(signal);
      // Without a voice it is read.
      if (synthesizer !== undefined && options.openSpeaker !== undefined) await say(sentence, signal, ringSound);
    },
    onEvent,
  });
  await tools.recall();
  const conversation: Conversation = new Conversation(
    {
      clock: options.clock ?? systemClock,
      vad,
      transcriber: new RemoteTranscriber(stt),
      endOfTurn: turn && new RemoteEndOfTurn(turn),
      dialogue,
      tools: tools.toolbox,
      tracer: records.tracer,
      keepSound: settings.privacy.keepAudio
        ? (turnId, speaker, sound) => records.keepSound(turnId, speaker, sound)
        : undefined,
      reply: {
        model: languageModel,
        get options() {
          return style.reply;
        },
        get voice() {
          return synthesizer && { synthesizer, style: style.voice };
        },
        get assistantName() {
          return style.persona.name;
        },
        segmenter: newSegmenter,
      },
      openSpeaker: options.openSpeaker ?? silent,
    },
    config,
    onEvent,
  );

  return {
    modelIds: idsOf(models),
    get workerPids() {
      return Object.fromEntries(Object.entries(workers).map(([name, worker]) => [name, worker?.pid]));
    },
    async warmUp(signal) {
      // Without a voice or an ear for the end of turns the conversation goes on; the user is told.
      const optional = [turn, tts].map((worker) => worker?.ready().catch(raise));
      optional.push(options.knowledge?.warmUp().catch(raise));
      await abortable(Promise.all([stt.ready(), dialogue.open(), ...optional]), signal);
    },
    converse: (microphone, signal, turnTaking) => conversation.converse(microphone, signal, turnTaking),
    submit: (text, signal, { isSilent = false } = {}) => conversation.submit(text, signal, isSilent),
    say: (text, signal) => say(text, signal),
    async openConversation(id) {
      conversation.stop();
      await records.switchTo(id);
      await dialogue.switchTo(id);
    },
    adopt(changed) {
      style = changed;
      void tools.recall();
      adoptConfig(config, conversationConfig(changed));
    },
    press: () => conversation.press(),
    release: () => conversation.release(),
    stop() {
      tools.hush();
      conversation.stop();
    },
    setMuted: (muted) => conversation.setMuted(muted),
    notice(notice) {
      if (notice.type === 'duplex.changed') conversation.setTurnTaking(notice.turnTaking);
      onEvent(notice);
    },
    settled: (signal) => abortable(dialogue.settled(), signal),
    async speak(request, signal) {
      if (synthesizer === undefined) throw noVoice();
      return synthesizer.synthesize(request, signal);
    },
    async conversationKept() {
      await dialogue.kept();
      await records.kept();
    },
    async [Symbol.asyncDispose]() {
      tools[Symbol.dispose]();
      await conversation[Symbol.asyncDispose]();
      await records.kept();
      await Promise.all([stt, turn, llm, tts].map(async (worker) => worker?.[Symbol.asyncDispose]()));
      await vad[Symbol.asyncDispose]();
      toServer?.[Symbol.dispose]();
    },
  };
}

function idsOf(models: ChosenModels): Record<string, string> {
  return Object.fromEntries(Object.entries(models).flatMap(([role, model]) => (model ? [[role, model.id]] : [])));
}

function serverModel({ server }: Settings): LanguageModel {
  if (server === undefined) throw new SottoFault('model-missing', 'There is no language model.', { stage: 'reply' });
  const { apiKey, ...rest } = server;
  return createOpenAiServerLanguageModel(apiKey === undefined ? rest : { ...rest, apiKey });
}

function noVoice(): SottoFault {
  return new SottoFault('model-missing', 'There is no voice. Run: sotto models install', { stage: 'tts' });
}

function silent(): never {
  throw new SottoFault('device-missing', 'There is no loudspeaker.', { stage: 'playback' });
}
