/** Who has the right to speak, and what is thought of those who speak without it. */

export const FLOOR_STATES = [
  'asleep',
  'listening',
  'user-speaking',
  'user-paused',
  'thinking',
  'speaking',
  'overlapped',
] as const;
/** Who holds the floor. */
export type FloorState = (typeof FLOOR_STATES)[number];

/** `stop` and `addressed` take the floor; the others leave it to the assistant. */
export const OVERLAP_VERDICTS = ['stop', 'addressed', 'backchannel', 'noise', 'side-talk'] as const;
export type OverlapVerdict = (typeof OVERLAP_VERDICTS)[number];
