/** What is known of a model, in words. */

import type { ModelView } from '../../../contract/assistant.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { sizeText } from './size.ts';
import { expectedSpeed, paceOf } from './speed.ts';

export function ModelFacts({ model, all }: { model: ModelView; all: readonly ModelView[] }) {
  const words = useWords().models;
  const [{ language }] = usePreferences();
  const size = (bytes: number): string => sizeText(bytes, language);
  const { fit, licence, state, origin } = model;
  const room = size(fit.verdict === 'does-not-fit' ? fit.totalBytes : fit.availableBytes);
  const isUnknown = licence.name === '' || licence.name === 'unknown';
  const forbidden = licence.forbids.map((what) => words.forbidden[what] ?? what.replaceAll('-', ' '));
  return (
    <>
      <p className="small">
        <strong className={`fit ${fit.verdict}`}>{words.fits[fit.verdict]}</strong>
        <span className="soft">: {words.why[fit.verdict](size(fit.neededBytes), room)}</span>
      </p>
      <SpeedFact model={model} all={all} />
      {state === 'installed' && <HealthFact model={model} />}
      <p className="soft small">
        {state === 'installed' ? words.onDisk(size(model.installedBytes)) : words.download(size(model.downloadBytes))}
        {origin === 'import' && ` · ${words.own}`}
        {' · '}
        {isUnknown ? words.licenceUnknown : words.licence(licence.name)}
        {forbidden.length > 0 && (
          <>
            {' · '}
            <strong className="forbids">{words.forbids(forbidden.join(', '))}</strong>
          </>
        )}
      </p>
    </>
  );
}

function SpeedFact({ model, all }: { model: ModelView; all: readonly ModelView[] }) {
  const words = useWords().models.speed;
  const [{ language }] = usePreferences();
  const pace = paceOf(model);
  const { kind, measured } = model;
  const round = (value: number | undefined, digits = 0): string =>
    value === undefined ? '–' : value.toLocaleString(language, { maximumFractionDigits: digits });
  const ms = (value: number | undefined): string => `${round(value)} ms`;
  if (measured === undefined) {
    const expected = expectedSpeed(model, all);
    if (expected === undefined || model.fit.verdict === 'does-not-fit') return null;
    const tokens = round(expected.tokensPerSecond, expected.tokensPerSecond < 10 ? 1 : 0);
    return <p className="soft small">{words.expected(tokens, expected.by.name)}</p>;
  }
  const { tokensPerSecond, timeToFirstTokenMs, realTimeFactor, firstClauseMs, judgementMs } = measured.figures;
  const faster = round(realTimeFactor === undefined ? undefined : 1 / realTimeFactor, 1);
  const texts: Partial<Record<ModelView['kind'], string>> = {
    llm: words.llm(round(tokensPerSecond, 1), ms(timeToFirstTokenMs)),
    stt: words.stt(faster),
    tts: words.tts(ms(firstClauseMs), faster),
    turn: words.turn(ms(judgementMs)),
  };
  return (
    <p className="small">
      {pace !== undefined && (
        <>
          <strong className={`pace ${pace}`}>{words[pace]}</strong>
          <span className="soft">: </span>
        </>
      )}
      <span className="soft">
        {texts[kind]} ({words.on(dayText(measured.atMs, language))})
      </span>
    </p>
  );
}

function HealthFact({ model: { health } }: { model: ModelView }) {
  const words = useWords().models.health;
  const [{ language }] = usePreferences();
  if (health === undefined) return null;
  if (health.state === 'unchecked') return <p className="soft small">{words.unchecked}</p>;
  if (health.state === 'intact') {
    return <p className="soft small">{words.intact(dayText(health.checkedAtMs ?? 0, language))}</p>;
  }
  const problems = health.problems.map(({ path, problem }) => words.problems[problem](path));
  return (
    <p className="small">
      <strong className="fit does-not-fit">{words.damaged}</strong>
      {`: ${problems.join(', ') || words.incomplete}`}
    </p>
  );
}

function dayText(atMs: number, language: string): string {
  return new Date(atMs).toLocaleDateString(language, { day: 'numeric', month: 'long', year: 'numeric' });
}
