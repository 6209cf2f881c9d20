import type { TurnTrace } from '../../../contract/trace.ts';
import { WhenLoaded } from '../../components/loaded.tsx';
import { useLoaded, useView } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { percentile, STAGES, spansOf } from './stages.ts';
import './insights.css';

const SHOWN_TURNS = 8;

export function InsightsScreen() {
  const words = useWords().insights;
  const newest = useView(({ traces }) => traces.length);
  const [loaded, reload] = useLoaded('insights.turns', { limit: 200 }, newest);
  return (
    <div className="page">
      <header>
        <h1>{words.title}</h1>
        <p className="soft">{words.intro}</p>
      </header>
      <WhenLoaded loaded={loaded} reload={reload}>
        {(turns) => {
          const timed = turns.map(({ trace }) => trace).filter(({ marks }) => marks !== undefined);
          return timed.length === 0 ? <p>{words.empty}</p> : <Turns traces={timed} />;
        }}
      </WhenLoaded>
    </div>
  );
}

function Turns({ traces }: { traces: readonly TurnTrace[] }) {
  const words = useWords().insights;
  const shown = traces.slice(0, SHOWN_TURNS);
  const longestMs = Math.max(1, ...shown.flatMap(({ marks }) => spansOf(marks ?? {}).map(({ toMs }) => toMs)));
  const [slowest] = spansOf(shown[0]?.marks ?? {}).toSorted((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs));
  return (
    <>
      <section className="stack" aria-label={words.recent}>
        <h2>{words.recent}</h2>
        {slowest !== undefined && (
          <p>{words.slowest(words.stages[slowest.stage], msText(slowest.toMs - slowest.fromMs))}</p>
        )}
        <ol className="sheet stack">
          {shown.map((trace) => (
            <li key={`${trace.session}-${trace.sequence}`}>
              <Waterfall trace={trace} longestMs={longestMs} />
            </li>
          ))}
        </ol>
      </section>
      <section className="stack" aria-label={words.stagesTitle}>
        <h2>{words.stagesTitle}</h2>
        <table className="sheet stages">
          <thead>
            <tr>
              <th scope="col">{words.stage}</th>
              <th scope="col">{words.p50}</th>
              <th scope="col">{words.p95}</th>
            </tr>
          </thead>
          <tbody>
            {STAGES.map((stage) => {
              const values = traces.flatMap(({ marks }) => marks?.[stage] ?? []);
              return (
                <tr key={stage}>
                  <th scope="row">
                    <span className={`swatch ${stage}`} /> {words.stages[stage]}
                  </th>
                  <td>{msText(percentile(values, 0.5))}</td>
                  <td>{msText(percentile(values, 0.95))}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
        <p className="soft small">{words.turns(traces.length)}</p>
      </section>
    </>
  );
}

function Waterfall({ trace, longestMs }: { trace: TurnTrace; longestMs: number }) {
  const words = useWords().insights;
  const spans = spansOf(trace.marks ?? {});
  const text = spans.map(({ stage, toMs }) => `${words.stages[stage]}: ${msText(toMs)}`).join(', ');
  return (
    <>
      <p className="small soft waterfall-head">
        <span>{words.outcomes[trace.outcome]}</span>
        <span>{msText(spans.at(-1)?.toMs)}</span>
      </p>
      <div className="waterfall" role="img" aria-label={text}>
        {spans.map(({ stage, fromMs, toMs }) => (
          <span
            key={stage}
            className={stage}
            title={`${words.stages[stage]}: ${msText(toMs - fromMs)}`}
            style={{ width: `${(Math.max(0, toMs - fromMs) / longestMs) * 100}%` }}
          />
        ))}
      </div>
    </>
  );
}

function msText(ms: number | undefined): string {
  return ms === undefined ? '–' : `${Math.round(ms)} ms`;
}
