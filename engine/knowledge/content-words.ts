/** The words of a question that say what it is about. */

const STOP_WORDS = new Set(
  (
    'a about again all also am an and any are as at be been but by can could did do does doing for from get give had has have ' +
    'he her here him his how i if in into is it its just know let like me more most my no not now of on one or other our out ' +
    'over please say says said she should so some such tell than that the their them then there these they this those to too ' +
    'under up us very want was we were what when where which while who whom whose why will with would you your ' +
    'aber alle als am an auch auf aus bei bin bis bitte da dann das dass dein dem den der des die dies diese dir doch du ein ' +
    'eine einem einen einer er es für hab habe haben hat ich ihr im in ist ja kann können man mein meine mich mir mit nach nicht ' +
    'noch nur ob oder sag sagen sagt sagte sich sie sind so steht über um und uns unser vom von vor war warum was welche ' +
    'welcher welches wenn wer werden wie wir wird wo zu zum zur'
  ).split(' '),
);
/** Enough for any spoken question. */
const MAX_WORDS = 16;

/** Letters and digits, without case or accents, as the word index sees them; in order, without repeats. */
export function plainWords(text: string): readonly string[] {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return [...new Set(plain.replace(/['’](s|t|re|ve|ll|d|m)\b/g, '').match(/[\p{L}\p{N}]+/gu) ?? [])];
}

export function contentWords(text: string): readonly string[] {
  return plainWords(text)
    .filter((word) => !STOP_WORDS.has(word))
    .slice(0, MAX_WORDS);
}

/** Whether two words are forms of one: a long common beginning, in any language that puts its endings last. */
export function isSameWord(a: string, b: string): boolean {
  if (a === b) return true;
  const shorter = Math.min(a.length, b.length);
  if (shorter < 4 || Math.abs(a.length - b.length) > 4) return false;
  const common = Math.max(4, shorter - 2);
  return a.slice(0, common) === b.slice(0, common);
}
