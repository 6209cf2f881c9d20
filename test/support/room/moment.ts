/** Times as people write them in a scenario: `reply.started + 1.5s`, `250ms`, `question.ended - 0.2s`. */

export interface Moment {
  /** A step of the scenario by its name, `reply` (with a number from 1, or the next one), or `listening`. */
  readonly of: string;
  /** Which of several replies; absent: the first after the step before this one. */
  readonly number: number | undefined;
  readonly edge: 'started' | 'ended';
  readonly offsetMs: number;
}

/** @returns undefined when the text is no duration. */
export function parseDurationMs(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?) ?(ms|s)$/.exec(text.trim());
  if (match === null) return undefined;
  return Number(match[1]) * (match[2] === 's' ? 1000 : 1);
}

/** @returns undefined when the text is no moment. */
export function parseMoment(text: string): Moment | undefined {
  const match = /^([a-z][a-z0-9-]*?)(?: (\d+))?\.(started|ended)(?: ([+-]) (.+))?$/.exec(text.trim());
  if (match === null) return undefined;
  const [, of = '', number, edge = '', sign, duration] = match;
  if (number !== undefined && of !== 'reply') return undefined;
  const offsetMs = duration === undefined ? 0 : parseDurationMs(duration);
  if (offsetMs === undefined) return undefined;
  return {
    of,
    number: number === undefined ? undefined : Number(number),
    edge: edge === 'started' ? 'started' : 'ended',
    offsetMs: sign === '-' ? -offsetMs : offsetMs,
  };
}
