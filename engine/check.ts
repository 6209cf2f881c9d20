/** What was found when something that Sotto needs was looked at. */
export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'problem';
  readonly finding: string;
  /** What to do about it. */
  readonly remedy?: string;
}
