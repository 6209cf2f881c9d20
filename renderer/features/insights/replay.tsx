/** A conversation on a timeline, and what other settings would have made of it. */

import { useState } from 'react';
import type { TurnInsight } from '../../../contract/assistant.ts';
import type { DifferenceKind, ReplayView } from '../../../contract/insight-views.ts';
import type { TraceSettings } from '../../../contract/trace.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { WhenLoaded } from '../../components/loaded.tsx';
import { useLoaded, useView } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { msText } from './figures.ts';
import { ReplayedTurn } from './replayed-turn.tsx';

type Change = Partial<Pick<TraceSettings, 'eagerness' | 'bargeIn'>>;

const EAGERNESS = [0, 0.2, 0.4, 0.6, 0.8, 1] as const;
const BARGE_IN = ['any-speech', 'words', 'stop-phrases', 'never'] as const;

export function Replay({ turns }: { turns: readonly TurnInsight[] }) {
  const words = useWords().insights.replay;
  const version = useView(({ conversationsVersion }) => conversationsVersion);
  const [loaded, reload] = useLoaded('conversations.list', {}, version);
  const [chosen, setChosen] = useState('');
  return (
    <section className="stack" aria-label={words.title}>
      <h2>{words.title}</h2>
      <WhenLoaded loaded={loaded} reload={reload}>
        {(conversations) => {
          const known = conversations.filter(({ id }) => turns.some(({ conversationId }) => conversationId === id));
          const id = known.some((one) => one.id === chosen) ? chosen : known[0]?.id;
          if (id === undefined) return <p className="soft">{words.none}</p>;
          return (
            <>
              <label className="stack tight small">
                {words.which}
                <select className="input" value={id} onChange={({ target }) => setChosen(target.value)}>
                  {known.map((one) => (
                    <option key={one.id} value={one.id}>
                      {one.title}
                    </option>
                  ))}
                </select>
              </label>
              <ReplayOf key={id} conversationId={id} />
            </>
          );
        }}
      </WhenLoaded>
    </section>
  );
}

function ReplayOf({ conversationId }: { conversationId: string }) {
  const words = useWords().insights.replay;
  const [change, setChange] = useState<Change>({});
  const [loaded, reload] = useLoaded('insights.replay', { conversationId, change });
  const isChanged = Object.keys(change).length > 0;
  return (
    <>
      <Changes change={change} onChange={setChange} />
      <WhenLoaded loaded={loaded} reload={reload}>
        {(replay) =>
          replay.turns.length === 0 ? (
            <p className="soft">{words.untraced}</p>
          ) : (
            <>
              <div role="status">{isChanged && <Summary replay={replay} />}</div>
              <Timeline conversationId={conversationId} replay={replay} />
            </>
          )
        }
      </WhenLoaded>
    </>
  );
}

function Timeline({ conversationId, replay: { turns } }: { conversationId: string; replay: ReplayView }) {
  const words = useWords().insights.replay;
  const longestMs = Math.max(1, ...turns.map(({ spans }) => spans.at(-1)?.toMs ?? 0));
  return (
    <>
      <ol className="sheet replay">
        {turns.map((turn) => (
          <li key={turn.endedAtMs}>
            <ReplayedTurn conversationId={conversationId} turn={turn} longestMs={longestMs} />
          </li>
        ))}
      </ol>
      {turns.every(({ sounds }) => sounds.length === 0) && <p className="soft small">{words.noSound}</p>}
    </>
  );
}

function Changes({ change, onChange }: { change: Change; onChange: (change: Change) => void }) {
  const { insights, settings } = useWords();
  const words = insights.replay;
  const [{ language }] = usePreferences();
  const { eagerness: _eagerness, ...withoutEagerness } = change;
  const { bargeIn: _bargeIn, ...withoutBargeIn } = change;
  return (
    <fieldset className="choices what-if">
      <legend className="small">{words.what}</legend>
      <label className="stack tight small">
        {words.eagerness}
        <select
          className="input"
          value={change.eagerness ?? ''}
          onChange={({ target: { value } }) =>
            onChange(value === '' ? withoutEagerness : { ...change, eagerness: Number(value) })
          }
        >
          <option value="">{words.asRecorded}</option>
          {EAGERNESS.map((one) => (
            <option key={one} value={one}>
              {one.toLocaleString(language, { style: 'percent' })}
            </option>
          ))}
        </select>
      </label>
      <label className="stack tight small">
        {words.bargeIn}
        <select
          className="input"
          value={change.bargeIn ?? ''}
          onChange={({ target: { value } }) => {
            const bargeIn = BARGE_IN.find((one) => one === value);
            onChange(bargeIn === undefined ? withoutBargeIn : { ...change, bargeIn });
          }}
        >
          <option value="">{words.asRecorded}</option>
          {BARGE_IN.map((one) => (
            <option key={one} value={one}>
              {settings.choices[one]}
            </option>
          ))}
        </select>
      </label>
    </fieldset>
  );
}

function Summary({ replay: { differences, meanShiftMs } }: { replay: ReplayView }) {
  const words = useWords().insights.replay;
  const [{ language }] = usePreferences();
  const changes = (Object.entries(differences) as [DifferenceKind, number][])
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => words.differences[kind](count));
  if (meanShiftMs !== 0)
    changes.push(words.shift(`${meanShiftMs > 0 ? '+' : '−'}${msText(Math.abs(meanShiftMs), language)}`));
  return <p className="verdict">{changes.length === 0 ? words.same : `${changes.join('; ')}.`}</p>;
}
