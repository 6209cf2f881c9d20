/** One answer as a bar: each step as long as it took. */

import type { TurnTrace } from '../../../contract/trace.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { msText } from './figures.ts';
import { spansOf } from './stages.ts';

export function Waterfall({ trace, longestMs }: { trace: TurnTrace; longestMs: number }) {
  const words = useWords().insights;
  const [{ language }] = usePreferences();
  const spans = spansOf(trace.marks ?? {});
  const text = spans.map(({ stage, fromMs, toMs }) => `${words.stages[stage]}: ${msText(toMs - fromMs, language)}`);
  const time = new Date(trace.endedAtMs).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });
  return (
    <>
      <p className="small soft waterfall-head">
        <span>
          {time} · {words.outcomes[trace.outcome]}
        </span>
        <span>{msText(spans.at(-1)?.toMs, language)}</span>
      </p>
      <div className="waterfall" role="img" aria-label={text.join(', ')}>
        {spans.map(({ stage, fromMs, toMs }) => (
          <span
            key={stage}
            className={stage}
            title={`${words.stages[stage]}: ${msText(toMs - fromMs, language)}`}
            style={{ width: `${(Math.max(0, toMs - fromMs) / longestMs) * 100}%` }}
          />
        ))}
      </div>
    </>
  );
}
