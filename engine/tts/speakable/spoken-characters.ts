/** Drops the characters no voice should try to say, and turns line breaks into pauses. */

/** Drawn, not spoken: pictures, flags, skin tones, joiners, key caps, ticks, boxes, shapes. */
const PICTURES =
  /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\u{2500}-\u{27bf}\u{e0000}-\u{e007f}]|[\u{fe00}-\u{fe0f}]|\u{20e3}/gu;
/** Pictures by the standard, words by use. */
const SPOKEN_PICTURES = /[©®™]/u;
/** Controls, direction marks, soft hyphens, private use and halves of pairs; not line feed, tab or the joiners. */
const INVISIBLE = /[\p{Co}\p{Cn}\p{Cs}]|(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}]/gu;
/** Joiners shape the letters of Indic and Persian words and serve nothing elsewhere. */
const STRAY_JOINER = /(?<![\p{L}\p{M}])[\u200c\u200d]+|[\u200c\u200d]+(?!\p{L})/gu;

/** A mark and the quotes and brackets that close with it. */
const LONGEST_ENDING = 8;
const ENDS_IN_MARK = /[.!?…:;,。！？；：，、؟۔।]["'”’»)\]」』）]*$/u;

export function keepSpokenCharacters(text: string): string {
  const spoken = text
    .replace(/[\u2028\u2029\v\f]|\r\n?/g, '\n')
    .replace(PICTURES, (character) => (SPOKEN_PICTURES.test(character) ? character : ' '))
    .replace(INVISIBLE, '')
    .replace(STRAY_JOINER, '')
    .replace(/[^\S\n]+/gu, ' ');
  return tidy(linesAsPauses(spoken));
}

/** A line that ends without a mark ends with a comma, before an empty line with a full stop. */
function linesAsPauses(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  let joined = '';
  let isAfterEmptyLine = false;
  for (const line of lines) {
    if (line === '') {
      isAfterEmptyLine = true;
    } else if (joined === '') {
      joined = line;
      isAfterEmptyLine = false;
    } else {
      const pause = ENDS_IN_MARK.test(joined.slice(-LONGEST_ENDING)) ? ' ' : isAfterEmptyLine ? '. ' : ', ';
      joined += pause + line;
      isAfterEmptyLine = false;
    }
  }
  return joined;
}

function tidy(text: string): string {
  return text
    .replace(/\s*—\s*|(?<!\d)\s+[–-]+\s+|\s+[–-]+\s+(?!\d)|\s*--+\s*/gu, ', ')
    .replace(/\(\s*\)|\[\s*\]|""|“”/gu, ' ')
    .replace(/!{2,}/g, '!')
    .replace(/[?!]{2,}/g, '?')
    .replace(/\.{4,}/g, '...')
    .replace(/\s+(?=[,;:!?](?:\s|$)|\.(?![\p{L}\p{N}.]))/gu, '')
    .replace(/[,;:](?:\s*,)+/g, ',')
    .replace(/(?<=[!?]),/g, '')
    .replace(/(?<=[([]) +/g, '')
    .replace(/\s{2,}/gu, ' ')
    .replace(/^(?:[\s,;:!?…]|\.{2,}|\.(?=\s|$))+/u, '')
    .replace(/[\s–-]+$/u, '');
}
