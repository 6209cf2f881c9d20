/** A kept conversation, replayed: what happened in each turn and why, and what other settings would have made of it. */

import type { ConversationId } from '../contract/ids.ts';
import type { Settings } from '../contract/settings.ts';
import type { TraceSettings } from '../contract/trace.ts';
import type { ConversationStore, TurnRecord } from './storage/conversation-store.ts';
import type { TraceStore } from './storage/trace-store.ts';
import { replayTraces } from './telemetry/replay.ts';
import { type ReplaySummary, type ReportedTurn, reportReplay } from './telemetry/replay-report.ts';
import { loadPhrases } from './turn/phrases/phrases.ts';
import { turnConfigOf } from './turn-settings.ts';

export interface ReplayRequest {
  readonly store: Pick<ConversationStore, 'turns'>;
  readonly traces: TraceStore;
  /** Language, phrases and name: they are taken as they are today. */
  readonly settings: Settings;
  readonly conversationId: ConversationId;
  /** Nothing changes without it. */
  readonly change?: Partial<Pick<TraceSettings, 'eagerness' | 'bargeIn'>> | undefined;
}

export interface ReplayedTurn extends ReportedTurn {
  /** What was said, where it was kept. */
  readonly userText?: string;
  readonly assistantText?: string;
}

export interface ConversationReplay {
  readonly turns: readonly ReplayedTurn[];
  readonly summary: ReplaySummary;
}

/** @throws SottoFault as the stores do. */
export async function replayConversation(request: ReplayRequest): Promise<ConversationReplay> {
  const { settings, conversationId, change } = request;
  const { attentionMs, phrases } = settings.turnTaking;
  const traces = await request.traces.traces(conversationId);
  const decisions = replayTraces(traces, {
    phrases: loadPhrases(settings.language, phrases),
    assistantName: settings.persona.name,
    configOf: ({ mode, bargeIn }) =>
      turnConfigOf({ mode: mode as Settings['turnTaking']['mode'], bargeIn, attentionMs }),
    ...(change === undefined ? {} : { change }),
  });
  const { turns, summary } = reportReplay(traces, decisions);
  const said = await request.store.turns(conversationId);
  return { turns: turns.map((turn) => ({ ...turn, ...textsOf(turn.turnId, said) })), summary };
}

function textsOf(
  turnId: number | undefined,
  said: readonly TurnRecord[],
): { userText?: string; assistantText?: string } {
  const find = (role: TurnRecord['role']): TurnRecord | undefined =>
    said.find((turn) => turn.number === turnId && turn.role === role);
  const [user, assistant] = [find('user'), find('assistant')];
  return {
    ...(user === undefined ? {} : { userText: user.text }),
    ...(assistant === undefined ? {} : { assistantText: assistant.heardText ?? assistant.text }),
  };
}
