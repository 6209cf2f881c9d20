/** What the engine's reasons mean, as a person would say it. */

/** What the words of the user ended in, when a pause was judged. */
const ENDINGS: Readonly<Record<string, string>> = {
  question: 'the words are a question',
  sentence: 'the words are a whole sentence',
  remark: 'the words are a whole remark',
  'may-end': 'the words may be the end',
  'short-answer': 'a short answer to a question',
  'number-answer': 'a number in answer to a question',
  'stop-phrase': 'it was asked to stop',
  filler: 'the words end in "um" or the like',
  thinking: 'time to think was asked for',
  repair: 'something was being corrected',
  digits: 'digits were being read out',
  'in-number': 'a number may go on',
  'whole-number': 'a number came to its end',
  spelling: 'a word was being spelled',
  'trailing-off': 'the words trail off',
  'leads-on': 'the last word leads on',
  'may-lead-on': 'the last word may lead on',
  'half-sentence': 'half a sentence was there',
  opener: 'an opening word announces more',
  comma: 'the words end in a comma',
  open: 'the words are left open',
  fragment: 'only a fragment was there',
  stranded: 'the words end in a little word that may stand last',
  'no-words': 'there were no words in it',
  'words-pending': 'by the voice alone, the words were not there yet',
};

/** What speech over a reply was taken for. */
const OVERLAPS: Readonly<Record<string, string>> = {
  words: 'words that want the floor',
  answer: 'an answer to what was just asked',
  'any-speech': 'a voice, and any voice may interrupt',
  'called-by-name': 'it was called by its name',
  'stop-phrase': 'it was asked to stop',
  'nothing-but-backchannels': 'nothing but "mm-hm"',
  'own-echo': 'its own voice, come back from the loudspeaker',
  'much-fainter': 'a voice much fainter than yours',
  'nothing-understood': 'nothing in it was speech',
  'not-understood': 'nothing in it could be understood',
  'no-words': 'no words in it',
  fragment: 'too short a sound for a word',
  'no-stop-phrase': 'no stop phrase, and only they may interrupt',
  'barge-in-off': 'interrupting is switched off',
  'more-to-come': 'not enough words yet',
  'words-pending': 'no words yet',
};

export function endingInWords(reason: string | undefined): string {
  return inWords(reason, ENDINGS, 'after the time that silence alone takes');
}

export function overlapInWords(reason: string | undefined): string {
  return inWords(reason, OVERLAPS, 'nobody could tell in time');
}

/** A reason that is not known here is told by its own name. */
function inWords(reason: string | undefined, known: Readonly<Record<string, string>>, without: string): string {
  return reason === undefined ? without : (known[reason] ?? reason.replaceAll('-', ' '));
}
