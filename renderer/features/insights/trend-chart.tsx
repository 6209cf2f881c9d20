/** p50 and p95 of the whole answer or of one step, day by day or conversation by conversation. */

import { useState } from 'react';
import type { TurnInsight } from '../../../contract/assistant.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { useLoaded, useView } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { msText } from './figures.ts';
import { STAGES } from './stages.ts';
import { type Group, type Grouping, type Measured, trendOf } from './trend.ts';

const SHOWN_GROUPS = 14;
const GROUPINGS: readonly Grouping[] = ['day', 'conversation'];

export function Trend({ turns }: { turns: readonly TurnInsight[] }) {
  const words = useWords().insights;
  const [measured, setMeasured] = useState<Measured>('whole');
  const [grouping, setGrouping] = useState<Grouping>('day');
  const nameOf = useGroupName(grouping);
  const groups = trendOf(turns, measured, grouping, SHOWN_GROUPS);
  const step = measured === 'whole' ? words.trend.whole : words.stages[measured];
  return (
    <section className="stack" aria-label={words.trend.title}>
      <h2>{words.trend.title}</h2>
      <div className="choices">
        <label className="stack tight small">
          {words.trend.step}
          <select className="input" value={measured} onChange={({ target }) => setMeasured(target.value as Measured)}>
            {(['whole', ...STAGES] as const).map((one) => (
              <option key={one} value={one}>
                {one === 'whole' ? words.trend.whole : words.stages[one]}
              </option>
            ))}
          </select>
        </label>
        <label className="stack tight small">
          {words.trend.by}
          <select className="input" value={grouping} onChange={({ target }) => setGrouping(target.value as Grouping)}>
            {GROUPINGS.map((one) => (
              <option key={one} value={one}>
                {words.trend[one]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="sheet stack">
        <Bars groups={groups} nameOf={nameOf} label={words.trend.chart(step, groups.length)} />
        <p className="soft small">{words.trend.legend}</p>
        <details>
          <summary>{words.trend.table}</summary>
          <Figures groups={groups} nameOf={nameOf} heading={words.trend[grouping]} />
        </details>
      </div>
    </section>
  );
}

type NameOf = (group: Group) => string;

function useGroupName(grouping: Grouping): NameOf {
  const words = useWords().insights.trend;
  const [{ language }] = usePreferences();
  const version = useView(({ conversationsVersion }) => conversationsVersion);
  const [conversations] = useLoaded('conversations.list', {}, version);
  if (grouping === 'day') {
    return ({ atMs }) => new Date(atMs).toLocaleDateString(language, { day: 'numeric', month: 'short' });
  }
  const titles = new Map(conversations.kind === 'ready' ? conversations.value.map(({ id, title }) => [id, title]) : []);
  return ({ key }) => titles.get(key) ?? words.deleted;
}

function Bars({ groups, nameOf, label }: { groups: readonly Group[]; nameOf: NameOf; label: string }) {
  const [{ language }] = usePreferences();
  const highestMs = Math.max(1, ...groups.map(({ p95Ms }) => p95Ms));
  return (
    <div className="trend" role="img" aria-label={label}>
      {groups.map((group) => (
        <div key={group.key} className="trend-group">
          <span className="small trend-figure">{msText(group.p50Ms, language)}</span>
          <span className="trend-column" title={`${msText(group.p50Ms, language)} · ${msText(group.p95Ms, language)}`}>
            <span className="trend-p95" style={{ height: `${(group.p95Ms / highestMs) * 100}%` }} />
            <span className="trend-p50" style={{ height: `${(group.p50Ms / highestMs) * 100}%` }} />
          </span>
          <span className="small soft trend-name">{nameOf(group)}</span>
        </div>
      ))}
    </div>
  );
}

function Figures({ groups, nameOf, heading }: { groups: readonly Group[]; nameOf: NameOf; heading: string }) {
  const words = useWords().insights;
  const [{ language }] = usePreferences();
  return (
    <table className="figures">
      <thead>
        <tr>
          <th scope="col">{heading}</th>
          <th scope="col">{words.p50}</th>
          <th scope="col">{words.p95}</th>
        </tr>
      </thead>
      <tbody>
        {groups.toReversed().map((group) => (
          <tr key={group.key}>
            <th scope="row">
              {nameOf(group)} <span className="soft small">({words.turns(group.count)})</span>
            </th>
            <td>{msText(group.p50Ms, language)}</td>
            <td>{msText(group.p95Ms, language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
