/** How the utterances of a corpus are written down. */

export type UtteranceKind =
  | 'plain'
  | 'hesitation'
  | 'filler'
  | 'thinking'
  | 'digits'
  | 'spelling'
  | 'correction'
  | 'answer';

/** A number between bars is a pause in ms. */
export type UtteranceLines = Readonly<Record<UtteranceKind, readonly string[]>>;
