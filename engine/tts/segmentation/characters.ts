/** What single characters mean to a segmenter. Each takes one code point. */

const WORD = /^[\p{L}\p{N}]$/u;
const IDEOGRAPHIC = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]$/u;
const LOWERCASE = /^\p{Ll}$/u;
const UPPERCASE = /^\p{Lu}$/u;
const SPACE = /^\s$/u;
const JOINED_TO_PREVIOUS = /^(?:\p{M}|\u200d|\ufe0f|[\u{1f3fb}-\u{1f3ff}]|[\udc00-\udfff])$/u;

export function isWordCharacter(character: string): boolean {
  return WORD.test(character);
}

/** Of a script that writes no spaces between words and packs about half a word into a character. */
export function isIdeographic(character: string): boolean {
  return IDEOGRAPHIC.test(character);
}

export function isLowercase(character: string): boolean {
  return LOWERCASE.test(character);
}

export function isUppercase(character: string): boolean {
  return UPPERCASE.test(character);
}

export function isSpace(character: string): boolean {
  return SPACE.test(character);
}

/** Whether a cut before this character would tear a visible character apart. */
export function isJoinedToPrevious(character: string): boolean {
  return JOINED_TO_PREVIOUS.test(character);
}
