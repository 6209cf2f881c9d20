/** One turn of a replay: who spoke when, what was decided and why, and its sound. */

import { useRef, useState } from 'react';
import { toFault } from '../../../contract/faults.ts';
import type {
  DecisionView,
  FloorSpan,
  PlayedSound,
  ReplayedTurnView,
  Speaker,
} from '../../../contract/insight-views.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { Button } from '../../components/button.tsx';
import { Meter } from '../../components/meter.tsx';
import { useClient } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { momentText, msText, percentText } from './figures.ts';

export function ReplayedTurn({ conversationId, turn, longestMs }: ReplayedTurnProps) {
  const { insights: words, conversation } = useWords();
  const { turnId, outcome, userText, assistantText, decisions } = turn;
  return (
    <article className="stack">
      <h3>
        {turnId === undefined ? words.replay.sound : words.replay.turn(turnId)}{' '}
        <span className="soft small">{words.outcomes[outcome]}</span>
      </h3>
      <Lanes turn={turn} longestMs={longestMs} />
      {userText !== undefined && <Quote who={conversation.you} whose="you" text={userText} />}
      {assistantText !== undefined && <Quote who={conversation.sotto} whose="sotto" text={assistantText} />}
      {decisions.length > 0 && (
        <ol className="decisions small">
          {decisions.map((decision) => (
            <li key={`${decision.kind}-${decision.atMs}`}>
              <Decision decision={decision} />
            </li>
          ))}
        </ol>
      )}
      {turn.sounds.length > 0 && <Sounds conversationId={conversationId} turn={turn} />}
    </article>
  );
}

interface ReplayedTurnProps {
  readonly conversationId: string;
  readonly turn: ReplayedTurnView;
  /** Of all turns beside it, so that their lengths can be compared. */
  readonly longestMs: number;
}

function Quote({ who, whose, text }: { who: string; whose: 'you' | 'sotto'; text: string }) {
  return (
    <p>
      <strong className={`small ${whose === 'you' ? 'from-you' : 'from-sotto'}`}>{who}</strong> {text}
    </p>
  );
}

/** In whose lane a span is drawn, and whether faintly: pausing and thinking are not speaking. */
const LANES: Readonly<
  Partial<Record<FloorSpan['floor'], readonly { lane: 'you' | 'sotto'; look: 'full' | 'faint' }[]>>
> = {
  'user-speaking': [{ lane: 'you', look: 'full' }],
  'user-paused': [{ lane: 'you', look: 'faint' }],
  thinking: [{ lane: 'sotto', look: 'faint' }],
  speaking: [{ lane: 'sotto', look: 'full' }],
  overlapped: [
    { lane: 'you', look: 'full' },
    { lane: 'sotto', look: 'full' },
  ],
};

function Lanes({ turn: { spans, decisions }, longestMs }: { turn: ReplayedTurnView; longestMs: number }) {
  const words = useWords().insights.replay;
  const [{ language }] = usePreferences();
  const percent = (ms: number): string => `${(ms / longestMs) * 100}%`;
  const text = spans.map(({ floor, fromMs, toMs }) => `${words.floors[floor]} ${msText(toMs - fromMs, language)}`);
  return (
    <div className="lanes" role="img" aria-label={words.lanes(text.join(', '))}>
      {(['you', 'sotto'] as const).map((lane) => (
        <div key={lane} className={`lane ${lane}`}>
          {spans.flatMap(({ floor, fromMs, toMs }) =>
            (LANES[floor] ?? [])
              .filter((drawn) => drawn.lane === lane)
              .map(({ look }) => (
                <span
                  key={fromMs}
                  className={`lane-span ${look}`}
                  title={`${words.floors[floor]}: ${msText(toMs - fromMs, language)}`}
                  style={{ insetInlineStart: percent(fromMs), width: percent(toMs - fromMs) }}
                />
              )),
          )}
        </div>
      ))}
      {decisions.map(({ kind, atMs, recorded }) => (
        <span
          key={`${kind}-${atMs}`}
          className="lane-mark"
          style={{ insetInlineStart: percent(Math.min(longestMs, atMs + recorded.afterMs)) }}
        />
      ))}
    </div>
  );
}

function Decision({ decision }: { decision: DecisionView }) {
  const words = useWords().insights.replay;
  const [{ language }] = usePreferences();
  const { kind, recorded, replayed, difference } = decision;
  const ms = (value: number): string => msText(value, language);
  const why = (verdict: DecisionView['recorded']): string => {
    const known = kind === 'pause' ? words.endings : words.overlaps;
    const { reason } = verdict;
    // A reason that is not known here is told by its own name.
    if (reason !== undefined) return known[reason] ?? reason.replaceAll('-', ' ');
    return kind === 'pause' ? words.byTimeAlone : words.notInTime;
  };
  const tellings: Readonly<Record<string, (after: string) => string>> = words[kind];
  const tell = tellings[recorded.fate] ?? words[kind].other;
  const { probability } = recorded;
  const sure = probability === undefined ? '' : ` (${words.likely(percentText(probability, language))})`;
  return (
    <>
      <span className="soft">{momentText(decision.atMs, language)}</span> {tell(ms(recorded.afterMs))}: {why(recorded)}
      {sure}.
      {difference !== undefined && (
        <strong className="instead">
          {words.otherwise}: {words.instead[difference.kind](ms(replayed.afterMs))}.
        </strong>
      )}
    </>
  );
}

/** Played on the assistant's own loudspeaker. */
function Sounds({ conversationId, turn }: { conversationId: string; turn: ReplayedTurnView }) {
  const words = useWords().insights.replay;
  const client = useClient();
  const aborter = useRef<AbortController>(undefined);
  const [playing, setPlaying] = useState<{ readonly speaker: Speaker; readonly played: PlayedSound }>();

  async function play(speaker: Speaker): Promise<void> {
    aborter.current?.abort();
    const current = new AbortController();
    aborter.current = current;
    setPlaying({ speaker, played: { heardMs: 0, totalMs: 1 } });
    try {
      await client.call(
        'insights.play',
        { conversationId, turn: turn.turnId ?? 0, speaker },
        { signal: current.signal, onItem: (played) => setPlaying({ speaker, played }) },
      );
    } catch (error) {
      const fault = toFault(error);
      if (fault.code !== 'cancelled') client.change({ kind: 'faulted', fault });
    }
    if (aborter.current === current) setPlaying(undefined);
  }

  return (
    <div className="row">
      {turn.sounds.map((speaker) => {
        const label = speaker === 'user' ? words.playUser : words.playAssistant;
        return playing?.speaker === speaker ? (
          <Button key={speaker} onPress={() => aborter.current?.abort()}>
            {words.stop}
          </Button>
        ) : (
          <Button key={speaker} onPress={() => void play(speaker)}>
            {label}
          </Button>
        );
      })}
      {playing !== undefined && (
        <div className="grow">
          <Meter
            label={playing.speaker === 'user' ? words.playUser : words.playAssistant}
            whose={playing.speaker === 'user' ? 'you' : 'sotto'}
            value={playing.played.heardMs / Math.max(1, playing.played.totalMs)}
          />
        </div>
      )}
    </div>
  );
}
