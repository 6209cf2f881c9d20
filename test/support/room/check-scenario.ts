/** Does what happened agree with what a scenario asks for? Every disagreement as a sentence. */

import type { EngineEvent } from '../../../contract/events.ts';
import type { Moment } from './moment.ts';
import type { Fact, Scenario, Span } from './scenario.ts';
import { audibleSpan, type Run, repliesOf, silenceAfter, timeOf } from './timeline.ts';
import { wrongWords } from './words-heard.ts';

export function checkScenario(scenario: Pick<Scenario, 'must' | 'within' | 'mustNot'>, run: Run): readonly string[] {
  return [
    ...scenario.must.flatMap((fact) => (holds(fact, run) ? [] : [`must: ${wordsOf(fact)}; ${evidence(fact, run)}`])),
    ...scenario.within.flatMap((span) => checkSpan(span, run) ?? []),
    ...scenario.mustNot.flatMap((fact) =>
      holds(fact, run) ? [`must not: ${wordsOf(fact)}; ${evidence(fact, run)}`] : [],
    ),
  ];
}

function holds(fact: Fact, run: Run): boolean {
  if ('turns' in fact) return turnsOf(run).length === fact.turns;
  if ('replies' in fact) return repliesOf(run).filter(({ is }) => is !== 'unheard').length === fact.replies;
  if ('heard' in fact) {
    const turns = fact.turn === undefined ? turnsOf(run) : turnsOf(run).slice(fact.turn - 1, fact.turn);
    return turns.some((text) => wrongWords(fact.heard, text) <= fact.wrong);
  }
  if ('reply' in fact) return repliesOf(run)[fact.reply - 1]?.is === fact.is;
  if ('verdict' in fact) return verdictsOf(run).includes(fact.verdict);
  if ('event' in fact) {
    const found = run.events.filter(
      ({ event }) => event.type === fact.event && JSON.stringify(event).includes(fact.with ?? ''),
    );
    return fact.times === undefined ? found.length > 0 : found.length === fact.times;
  }
  if ('floor' in fact) return floorOf(run) === fact.floor;
  if ('said' in fact) return run.said !== undefined && wrongWords(fact.said, run.said) <= fact.wrong;
  if ('remembered' in fact) return run.remembered.some((text) => wrongWords(fact.remembered, text) === 0);
  return isSilent(fact.silent, run);
}

function isSilent({ from, to }: { from: Moment; to: Moment }, run: Run): boolean {
  const fromMs = timeOf(run, from);
  const toMs = timeOf(run, to, fromMs);
  if (fromMs === undefined || toMs === undefined) return false;
  return audibleSpan(run.loudspeaker, fromMs, toMs)[0] === undefined;
}

function checkSpan({ from, to, most, least }: Span, run: Run): string | undefined {
  const fromMs = timeOf(run, from);
  const name = `${momentWords(from)} to ${to === 'silence' ? to : momentWords(to)}`;
  if (fromMs === undefined) return `within: ${name}: the first never came`;
  const toMs = to === 'silence' ? silenceAfter(run, fromMs) : timeOf(run, to, fromMs);
  if (toMs === undefined) return `within: ${name}: the second never came`;
  const took = Math.round(toMs - fromMs);
  if (most !== undefined && took > most) return `within: ${name} took ${took} ms, more than ${most} ms`;
  if (least !== undefined && took < least) return `within: ${name} took ${took} ms, less than ${least} ms`;
  return undefined;
}

function turnsOf(run: Run): readonly string[] {
  return eventsOf(run, 'transcript.final').map(({ text }) => text);
}

function verdictsOf(run: Run): readonly string[] {
  return eventsOf(run, 'overlap.judged').map(({ verdict }) => verdict);
}

function floorOf(run: Run): string | undefined {
  return eventsOf(run, 'turn.changed').at(-1)?.to;
}

function eventsOf<T extends EngineEvent['type']>(run: Run, type: T): Extract<EngineEvent, { type: T }>[] {
  return run.events.flatMap(({ event }) => (event.type === type ? [event as Extract<EngineEvent, { type: T }>] : []));
}

function wordsOf(fact: Fact): string {
  if ('silent' in fact) return `silent from ${momentWords(fact.silent.from)} to ${momentWords(fact.silent.to)}`;
  return Object.entries(fact)
    .map(([key, value]) => `${key} ${JSON.stringify(value)}`)
    .join(', ');
}

/** What was there instead. */
function evidence(fact: Fact, run: Run): string {
  if ('turns' in fact || 'heard' in fact) return `the turns were ${JSON.stringify(turnsOf(run))}`;
  if ('reply' in fact || 'replies' in fact)
    return `the replies were ${
      repliesOf(run)
        .map(({ is }) => is)
        .join(', ') || 'none'
    }`;
  if ('verdict' in fact) return `the verdicts were ${verdictsOf(run).join(', ') || 'none'}`;
  if ('floor' in fact) return `it was ${floorOf(run)}`;
  if ('said' in fact) return `what was heard of the loudspeaker: ${run.said}`;
  if ('remembered' in fact) return `the model was told ${JSON.stringify(run.remembered)}`;
  if ('silent' in fact) return 'the loudspeaker was heard, or a moment never came';
  const found = run.events.flatMap(({ event }) => (event.type === fact.event ? [JSON.stringify(event)] : []));
  return `there was ${found.join(' ') || 'none'}`;
}

function momentWords({ of, number, edge, offsetMs }: Moment): string {
  const offset = offsetMs === 0 ? '' : ` ${offsetMs < 0 ? '-' : '+'} ${Math.abs(offsetMs)} ms`;
  return `${of}${number === undefined ? '' : ` ${number}`}.${edge}${offset}`;
}
