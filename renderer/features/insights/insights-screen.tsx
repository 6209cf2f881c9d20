import type { TurnInsight } from '../../../contract/assistant.ts';
import type { TurnTrace } from '../../../contract/trace.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { WhenLoaded } from '../../components/loaded.tsx';
import { useLoaded, useView } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { msText, percentText } from './figures.ts';
import { Replay } from './replay.tsx';
import { durationOf, percentile, STAGES, slowestOf, spansOf } from './stages.ts';
import { countsOf } from './trend.ts';
import { Trend } from './trend-chart.tsx';
import { Waterfall } from './waterfall.tsx';
import './insights.css';

const SHOWN_TURNS = 6;
const LOOKED_AT = 1000;

export function InsightsScreen() {
  const words = useWords().insights;
  const newest = useView(({ traces }) => traces.length);
  const [loaded, reload] = useLoaded('insights.turns', { limit: LOOKED_AT }, newest);
  return (
    <div className="page">
      <header>
        <h1>{words.title}</h1>
        <p className="soft">{words.intro}</p>
      </header>
      <WhenLoaded loaded={loaded} reload={reload}>
        {(turns) => (turns.length === 0 ? <p>{words.empty}</p> : <Turns turns={turns} />)}
      </WhenLoaded>
    </div>
  );
}

function Turns({ turns }: { turns: readonly TurnInsight[] }) {
  const timed = turns.map(({ trace }) => trace).filter(({ marks }) => marks?.firstAudioMs !== undefined);
  return (
    <>
      <LastAnswer traces={timed} />
      <Counts turns={turns} />
      {timed.length > 0 && <Trend turns={turns} />}
      {timed.length > 0 && <Stages traces={timed} />}
      <Replay turns={turns} />
    </>
  );
}

/** What slowed it, in words, and the ones before it to compare with. */
function LastAnswer({ traces }: { traces: readonly TurnTrace[] }) {
  const words = useWords().insights;
  const [{ language }] = usePreferences();
  const shown = traces.slice(0, SHOWN_TURNS);
  const [last] = shown;
  if (last === undefined) return null;
  const longestMs = Math.max(1, ...shown.flatMap(({ marks }) => spansOf(marks ?? {}).map(({ toMs }) => toMs)));
  const slowest = slowestOf(last.marks ?? {});
  return (
    <section className="stack" aria-label={words.last}>
      <h2>{words.last}</h2>
      {slowest !== undefined && (
        <p className="verdict">
          {words.lastTook(msText(slowest.wholeMs, language))}{' '}
          {words.slow[slowest.stage](msText(slowest.ms, language), percentText(slowest.share, language))}
        </p>
      )}
      <ol className="sheet stack">
        {shown.map((trace) => (
          <li key={`${trace.session}-${trace.sequence}`}>
            <Waterfall trace={trace} longestMs={longestMs} />
          </li>
        ))}
      </ol>
      <ul className="legend small">
        {STAGES.map((stage) => (
          <li key={stage}>
            <span className={`swatch ${stage}`} /> {words.stages[stage]}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Counts({ turns }: { turns: readonly TurnInsight[] }) {
  const words = useWords().insights;
  const [{ language }] = usePreferences();
  const counts = Object.entries(countsOf(turns)) as [keyof typeof words.counts, number][];
  return (
    <section className="stack" aria-label={words.counts.title}>
      <h2>{words.counts.title}</h2>
      <ul className="sheet counts">
        {counts.map(([name, count]) => (
          <li key={name}>
            <strong className={name === 'failed' && count > 0 ? 'caution' : ''}>
              {count.toLocaleString(language)}
            </strong>
            <span className="soft small">{words.counts[name]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Stages({ traces }: { traces: readonly TurnTrace[] }) {
  const words = useWords().insights;
  const [{ language }] = usePreferences();
  return (
    <section className="stack" aria-label={words.stagesTitle}>
      <h2>{words.stagesTitle}</h2>
      <table className="sheet figures">
        <thead>
          <tr>
            <th scope="col">{words.stage}</th>
            <th scope="col">{words.p50}</th>
            <th scope="col">{words.p95}</th>
          </tr>
        </thead>
        <tbody>
          {STAGES.map((stage) => {
            const values = traces.flatMap(({ marks }) => durationOf(marks ?? {}, stage) ?? []);
            return (
              <tr key={stage}>
                <th scope="row">
                  <span className={`swatch ${stage}`} /> {words.stages[stage]}
                </th>
                <td>{msText(percentile(values, 0.5), language)}</td>
                <td>{msText(percentile(values, 0.95), language)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="soft small">{words.turns(traces.length)}</p>
    </section>
  );
}
