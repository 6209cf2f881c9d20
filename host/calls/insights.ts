/** Calls that look at how things go. */

import type { TurnInsight } from '../../contract/assistant.ts';
import { SottoFault } from '../../contract/faults.ts';
import type { ConversationId } from '../../contract/ids.ts';
import type { DecisionView, ReplayedTurnView, Speaker } from '../../contract/insight-views.ts';
import { checkHealth, type ReplayedTurn, replayConversation } from '../../engine/engine.ts';
import { turnTimeline } from '../insight-timeline.ts';
import type { ParsedHandlers } from '../parsed-call.ts';
import { playSound } from '../play-sound.ts';
import type { Surroundings } from '../surroundings.ts';

type Insights = 'health.check' | 'insights.turns' | 'insights.replay' | 'insights.play';

/** Conversations that are looked through for the newest turns. */
const MAX_CONVERSATIONS = 50;
const SPEAKERS: readonly Speaker[] = ['user', 'assistant'];

export function insightCalls(surroundings: Surroundings): ParsedHandlers<Insights> {
  const { profile, settings, dataDir, deletions, life } = surroundings;
  let playing = new AbortController();

  async function requireThere(id: string): Promise<ConversationId> {
    const there = deletions.has(id) ? undefined : await profile().store.findConversation(id as ConversationId);
    if (there === undefined) throw new SottoFault('bad-params', `There is no conversation ${id}.`);
    return there.id;
  }

  return {
    'health.check': () => checkHealth(dataDir, settings()),
    'insights.turns': ({ limit }) => newestTraces(surroundings, limit),
    async 'insights.replay'({ conversationId, change }) {
      const id = await requireThere(conversationId);
      const { store, traces, audio } = profile();
      const { eagerness, bargeIn } = change ?? {};
      const changed = {
        ...(eagerness === undefined ? {} : { eagerness }),
        ...(bargeIn === undefined ? {} : { bargeIn }),
      };
      const isChanged = Object.keys(changed).length > 0;
      const { turns, summary } = await replayConversation({
        ...{ store, traces, settings: settings(), conversationId: id },
        change: isChanged ? changed : undefined,
      });
      const recorded = await traces.traces(id);
      const names = new Set(await audio.names(id));
      return {
        // Both are one a trace, in the order in which they were kept; a turn that ended meanwhile waits for the next look.
        turns: turns.flatMap((turn, index): readonly ReplayedTurnView[] => {
          const trace = recorded[index];
          if (trace === undefined) return [];
          const { beganMs, spans } = turnTimeline(trace);
          const sounds = SPEAKERS.filter(
            (speaker) => turn.turnId !== undefined && names.has(soundName(turn.turnId, speaker)),
          );
          const { endedAtMs, settings: asRecorded } = trace;
          return [{ ...plainTurn(turn, beganMs), endedAtMs, settings: asRecorded, spans, sounds }];
        }),
        differences: summary.differences,
        meanShiftMs: summary.meanShiftMs,
      };
    },
    async 'insights.play'({ conversationId, turn, speaker }, { signal, emit }) {
      const id = await requireThere(conversationId);
      const sound = await profile().audio.read(id, soundName(turn, speaker));
      playing.abort();
      playing = new AbortController();
      life.current?.engine.stop();
      await playSound(sound, {
        openSpeaker: life.current?.audio?.openSpeaker,
        signal: AbortSignal.any([signal, playing.signal]),
        onHeard: emit,
      });
      return undefined;
    },
  };
}

/** Of all conversations that are not deleted, the newest first. */
export async function newestTraces(
  { profile, deletions }: Pick<Surroundings, 'profile' | 'deletions'>,
  limit: number,
): Promise<readonly TurnInsight[]> {
  const insights: TurnInsight[] = [];
  for (const { id } of await profile().store.listConversations({ limit: MAX_CONVERSATIONS })) {
    if (deletions.has(id)) continue;
    for (const trace of await profile().traces.traces(id)) insights.push({ conversationId: id, trace });
  }
  return insights.sort((a, b) => b.trace.endedAtMs - a.trace.endedAtMs).slice(0, limit);
}

/** As the engine names what it keeps of a turn. */
function soundName(turn: number, speaker: Speaker): string {
  return `${String(turn).padStart(5, '0')}-${speaker}`;
}

type PlainTurn = Omit<ReplayedTurnView, 'endedAtMs' | 'settings' | 'spans' | 'sounds'>;

function plainTurn(turn: ReplayedTurn, beganMs: number): PlainTurn {
  const { turnId, outcome, userText, assistantText, marks } = turn;
  const decisions = turn.decisions.map(
    ({ kind, atMs, recorded, replayed, difference }): DecisionView => ({
      kind,
      atMs: Math.max(0, atMs - beganMs),
      recorded,
      replayed,
      ...(difference === undefined ? {} : { difference }),
    }),
  );
  return {
    outcome,
    decisions,
    ...(turnId === undefined ? {} : { turnId }),
    ...(userText === undefined ? {} : { userText }),
    ...(assistantText === undefined ? {} : { assistantText }),
    ...(marks === undefined ? {} : { marks }),
  };
}
