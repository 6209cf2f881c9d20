/** A view and a change make the next view; nothing else changes one. */

import type { AssistantState, TurnView, Update } from '../../contract/assistant.ts';
import type { Fault } from '../../contract/faults.ts';
import { FIRST_SAID_REPLY_ID } from '../../contract/ids.ts';
import { ended, newTrack, type SpeechTrack, started, toldHeard, withEmotion, withSegment } from './speech-track.ts';
import { type Change, type ClientEvent, EMPTY_VIEW, type View } from './view.ts';

/** More would hide the conversation; the oldest goes first. */
const MAX_NOTICES = 3;
const MAX_TRACES = 200;

/** @param nowMs the page's monotonic time; wall clock times of turns come from `wallMs`. */
export function reduce(view: View, change: Change, nowMs: number, wallMs: number): View {
  switch (change.kind) {
    case 'snapshot':
      return snapshotTaken(view, change.state);
    case 'event':
      return view.state === undefined ? view : eventTaken(view, change.event, nowMs, wallMs);
    case 'link':
      return { ...view, link: change.link };
    case 'typed':
      return { ...view, typed: [...view.typed, change.text] };
    case 'typing-failed':
      return { ...view, typed: view.typed.filter((text) => text !== change.text) };
    case 'faulted':
      return noticed(view, { fault: change.fault });
    case 'dismissed':
      return { ...view, notices: view.notices.filter(({ id }) => id !== change.id) };
  }
}

/** The whole state again: what the page remembers of a broken connection is no longer true. */
function snapshotTaken(view: View, state: AssistantState): View {
  return {
    ...EMPTY_VIEW,
    link: 'open',
    state,
    traces: view.traces,
    conversationsVersion: view.conversationsVersion + 1,
    modelsVersion: view.modelsVersion + 1,
  };
}

function eventTaken(view: View, event: ClientEvent, nowMs: number, wallMs: number): View {
  switch (event.type) {
    case 'turn.changed':
      return {
        ...inState(view, { floor: event.to }),
        ...(event.to === 'user-speaking' ? { rejected: undefined } : {}),
      };
    case 'transcript.partial':
      return { ...view, partial: { text: event.text, stableLength: event.stableLength }, rejected: undefined };
    case 'transcript.final':
      return { ...withTurn(view, userTurn(event.turnId, event.text, wallMs)), partial: undefined };
    case 'transcript.rejected':
      return { ...view, partial: undefined, rejected: event.reason };
    case 'reply.started':
      return replyStarted(view, event.turnId, event.replyId, wallMs);
    case 'reply.delta':
      return onReply(view, event.replyId, (turn) => ({ ...turn, text: turn.text + event.text }));
    case 'reply.completed':
      return replyCompleted(view, event);
    case 'playback.segment':
      return onTrack(view, event.replyId, (track) =>
        withEmotion(withSegment(track, event.sampleRateHz, event.visemes), event.emotion, event.startSample),
      );
    case 'playback.started':
      return onTrack(view, event.replyId, (track) => started(track, nowMs));
    case 'playback.progressed':
      return onTrack(view, event.replyId, (track) => toldHeard(track, event.heardSamples, event.sampleRateHz, nowMs));
    case 'playback.finished':
      return onTrack(view, event.replyId, (track) => ended(track, event.heardSamples));
    case 'playback.stopped': {
      const stopped = onTrack(view, event.replyId, (track) => ended(track, event.heardSamples));
      return onReply(stopped, event.replyId, (turn) => ({
        ...turn,
        status: 'interrupted',
        heardText: event.heardText,
      }));
    }
    case 'device.changed': {
      const device = { state: event.state, name: event.name, message: event.message };
      const told = Object.fromEntries(Object.entries(device).filter(([, value]) => value !== undefined));
      const side = event.direction === 'input' ? 'microphone' : 'loudspeaker';
      return inState(view, { [side]: told, ...(side === 'microphone' ? { isMuted: event.state === 'muted' } : {}) });
    }
    case 'input.level':
      return { ...view, levelDbfs: event.dbfs };
    case 'duplex.changed':
      return inState(view, { turnTaking: event.turnTaking });
    case 'turn.traced':
      return { ...view, traces: [...view.traces, event.trace].slice(-MAX_TRACES) };
    case 'fault.raised':
      return noticed(view, { fault: event.fault as Fault });
    case 'timer.rang':
      return noticed(view, { text: event.text });
    case 'phase.changed':
      return inState(withoutConsent(view), {
        phase: event.phase,
        ...(event.fault === undefined ? {} : { fault: event.fault }),
      });
    case 'settings.changed':
      return inState(view, { settings: event.settings });
    case 'models.changed':
      return { ...inState(view, { modelIds: event.modelIds }), modelsVersion: view.modelsVersion + 1 };
    case 'downloads.changed':
      return inState(view, { downloads: event.downloads });
    case 'conversations.changed':
      return { ...view, conversationsVersion: view.conversationsVersion + 1 };
    case 'conversation.begun':
      return view.state === undefined
        ? view
        : inState(view, { open: { ...view.state.open, conversation: event.conversation } });
    case 'turn.kept':
      return withTurn(view, event.turn);
    case 'consent.asked':
      return inState(view, { consent: { question: event.question, expiresAtMs: event.expiresAtMs } });
    case 'consent.settled':
      return withoutConsent(view);
    case 'ingest.progressed':
      return inState(view, { ingest: event.progress });
    case 'passages.found':
      return view.state === undefined
        ? view
        : inState(view, { citations: { ...view.state.citations, [event.turnId]: event.citations } });
    case 'conversation.switched':
      return {
        ...inState(view, { open: event.open, citations: {} }),
        reply: undefined,
        speech: undefined,
        partial: undefined,
        typed: [],
      };
    default:
      // What a screen has no use for, and what a newer assistant may tell.
      return view;
  }
}

function withoutConsent(view: View): View {
  if (view.state === undefined) return view;
  const { consent: _settled, ...state } = view.state;
  return { ...view, state };
}

function inState(view: View, part: Partial<AssistantState>): View {
  return view.state === undefined ? view : { ...view, state: { ...view.state, ...part } };
}

function userTurn(turn: number, text: string, createdAtMs: number): TurnView {
  return { turn, role: 'user', text, status: 'complete', createdAtMs };
}

/** Puts a turn in the place of the same side of the same turn, or where it belongs: a question comes before its answer. */
function withTurn(view: View, turn: TurnView): View {
  if (view.state === undefined) return view;
  const { open } = view.state;
  const at = open.turns.findLastIndex((other) => other.turn === turn.turn && other.role === turn.role);
  const after = open.turns.findIndex(
    (other) => other.turn > turn.turn || (other.turn === turn.turn && turn.role === 'user'),
  );
  const turns =
    at >= 0 ? open.turns.with(at, turn) : open.turns.toSpliced(after < 0 ? open.turns.length : after, 0, turn);
  return inState(view, { open: { ...open, turns } });
}

function replyStarted(view: View, turnId: number, replyId: number, wallMs: number): View {
  const [typed, ...later] = view.typed;
  const isAsked = view.state?.open.turns.some(({ turn, role }) => turn === turnId && role === 'user');
  const asked =
    typed === undefined || isAsked === true
      ? view
      : { ...withTurn(view, userTurn(turnId, typed, wallMs)), typed: later };
  const answer: TurnView = { turn: turnId, role: 'assistant', text: '', status: 'complete', createdAtMs: wallMs };
  const speech = view.speech?.replyId === replyId ? view.speech : newTrack(replyId);
  return { ...withTurn(asked, answer), partial: undefined, reply: { turnId, replyId, isWritten: false }, speech };
}

function replyCompleted(view: View, event: Extract<ClientEvent, { type: 'reply.completed' }>): View {
  const { replyId, text, reason } = event;
  const written = onReply(view, replyId, (turn) =>
    reason === 'interrupted' ? { ...turn, text, status: 'interrupted' } : { ...turn, text },
  );
  return written.reply?.replyId === replyId ? { ...written, reply: { ...written.reply, isWritten: true } } : written;
}

/** Changes the answer that this reply is; a reply of another id is not on the screen. */
function onReply(view: View, replyId: number, change: (turn: TurnView) => TurnView): View {
  if (view.reply?.replyId !== replyId) return view;
  const { turnId } = view.reply;
  const turn = view.state?.open.turns.findLast((other) => other.turn === turnId && other.role === 'assistant');
  return turn === undefined ? view : withTurn(view, change(turn));
}

/** Its sound may be told before the reply itself, and after a page joined in mid-answer. */
function onTrack(view: View, replyId: number, change: (track: SpeechTrack) => SpeechTrack): View {
  const track = view.speech?.replyId === replyId ? view.speech : newTrack(replyId);
  const shown = view.speech?.replyId ?? 0;
  // What is said once more has a high id, and gives way to any reply.
  if (shown > replyId && shown < FIRST_SAID_REPLY_ID) return view;
  return { ...view, speech: change(track) };
}

/** A fault that is shown already takes the place of its last time. */
function noticed(view: View, told: { readonly fault: Fault } | { readonly text: string }): View {
  const known = view.notices.filter(
    (notice) => !('fault' in notice && 'fault' in told && notice.fault.code === told.fault.code),
  );
  const id = 1 + Math.max(0, ...view.notices.map((notice) => notice.id));
  return { ...view, notices: [...known, { id, ...told }].slice(-MAX_NOTICES) };
}

/** Whether updates were lost between the last one that was taken and this one. */
export function isGap(lastSequence: number | undefined, update: Update): boolean {
  return update.kind === 'event' && lastSequence !== undefined && update.sequence !== lastSequence + 1;
}
