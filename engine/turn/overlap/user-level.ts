/** How loud this user usually speaks, so that somebody further away can be told from them. */

/** Plain data: it may be kept from one conversation to the next. */
export interface UserLevel {
  /** Mean level of the user's turns, in dB of full scale. */
  readonly dbfs: number;
  /** Turns it was learned from, up to `REMEMBERED_TURNS`. */
  readonly turns: number;
}

export const UNKNOWN_LEVEL: UserLevel = { dbfs: -30, turns: 0 };

/** Only turns that were answered count, and without a level the echo of the first answer passes for the user. */
const TRUSTED_TURNS = 1;
/** Older turns fade as new ones come: people move, and turn up their microphone. */
const REMEMBERED_TURNS = 8;
/** Digital silence and overload are no way to speak. */
const QUIETEST_DBFS = -70;
const LOUDEST_DBFS = 0;

/** @param levelDbfs of speech that was certainly the user's: a turn that is answered. */
export function learnLevel(level: UserLevel, levelDbfs: number): UserLevel {
  if (Number.isNaN(levelDbfs)) return level;
  const heard = Math.min(LOUDEST_DBFS, Math.max(QUIETEST_DBFS, levelDbfs));
  const turns = Math.min(REMEMBERED_TURNS, level.turns + 1);
  return { dbfs: level.dbfs + (heard - level.dbfs) / turns, turns };
}

/** In dB of full scale; undefined until enough was heard. */
export function usualLevel(level: UserLevel): number | undefined {
  return level.turns >= TRUSTED_TURNS ? level.dbfs : undefined;
}
