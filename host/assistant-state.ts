/** What a client that comes now must know, from everything that was told so far. Pure. */

import type {
  AssistantEvent,
  AssistantState,
  ConversationView,
  DeviceState,
  OpenConversation,
  TurnView,
} from '../contract/assistant.ts';
import type { EngineEvent } from '../contract/events.ts';
import type { PolicyView } from '../contract/policy.ts';
import type { Settings } from '../contract/settings.ts';
import type { Conversation, TurnRecord } from '../engine/engine.ts';

const NO_CONVERSATION: OpenConversation = { conversation: undefined, turns: [] };

export function initialState(settings: Settings, version: string, policy?: PolicyView): AssistantState {
  return {
    phase: 'starting',
    floor: 'asleep',
    isMuted: false,
    turnTaking: 'full-duplex',
    microphone: { state: 'closed' },
    loudspeaker: { state: 'closed' },
    modelIds: {},
    settings,
    defaults: settings,
    lockedSettings: policy?.locked ?? [],
    ...(policy === undefined ? {} : { policy }),
    open: NO_CONVERSATION,
    downloads: [],
    ingest: { state: 'idle', files: { done: 0, total: 0 }, passages: { done: 0, total: 0 } },
    citations: {},
    version,
  };
}

export function reduceState(state: AssistantState, event: EngineEvent | AssistantEvent): AssistantState {
  switch (event.type) {
    case 'phase.changed': {
      const { fault: _past, reply: _gone, consent: _unasked, ...rest } = state;
      const floor = event.phase === 'ready' ? state.floor : 'asleep';
      return { ...rest, floor, phase: event.phase, ...(event.fault === undefined ? {} : { fault: event.fault }) };
    }
    case 'settings.changed':
      return { ...state, settings: event.settings };
    case 'models.changed':
      return { ...state, modelIds: event.modelIds };
    case 'downloads.changed':
      return { ...state, downloads: event.downloads };
    case 'conversation.begun':
      return { ...state, open: { ...state.open, conversation: event.conversation } };
    case 'consent.asked':
      return { ...state, consent: { question: event.question, expiresAtMs: event.expiresAtMs } };
    case 'consent.settled': {
      const { consent: _settled, ...rest } = state;
      return rest;
    }
    case 'ingest.progressed':
      return { ...state, ingest: event.progress };
    case 'passages.found':
      return { ...state, citations: { ...state.citations, [event.turnId]: event.citations } };
    case 'conversation.switched':
      return { ...state, open: event.open, citations: {} };
    case 'turn.kept':
      return { ...state, open: { ...state.open, turns: withTurn(state.open.turns, event.turn) } };
    case 'turn.changed':
      return event.to === 'listening' || event.to === 'asleep'
        ? { ...withoutReply(state), floor: event.to }
        : { ...state, floor: event.to };
    case 'reply.started':
      return { ...state, reply: { turnId: event.turnId, replyId: event.replyId, text: '' } };
    case 'reply.delta':
      return state.reply?.replyId === event.replyId
        ? { ...state, reply: { ...state.reply, text: state.reply.text + event.text } }
        : state;
    case 'duplex.changed':
      return { ...state, turnTaking: event.turnTaking };
    case 'device.changed': {
      const { name, message, state: deviceState } = event;
      const device: DeviceState = {
        state: deviceState,
        ...(name === undefined ? {} : { name }),
        ...(message === undefined ? {} : { message }),
      };
      if (event.direction === 'output') return { ...state, loudspeaker: device };
      return {
        ...state,
        microphone: device,
        isMuted: deviceState === 'muted' || (state.isMuted && deviceState !== 'opened'),
      };
    }
    default:
      return state;
  }
}

function withoutReply({ reply: _reply, ...rest }: AssistantState): AssistantState {
  return rest;
}

function withTurn(turns: readonly TurnView[], turn: TurnView): readonly TurnView[] {
  const others = turns.filter((other) => other.turn !== turn.turn || other.role !== turn.role);
  // The user's side of a turn comes first.
  return [...others, turn].sort((a, b) => a.turn - b.turn || b.role.localeCompare(a.role));
}

export function turnView({ number, ...rest }: TurnRecord): TurnView {
  return { turn: number, ...rest };
}

export function conversationView(conversation: Conversation): ConversationView {
  return { isPinned: false, ...conversation };
}
