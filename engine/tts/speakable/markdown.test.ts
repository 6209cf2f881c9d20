import assert from 'node:assert/strict';
import { test } from 'node:test';
import { speakable } from './speakable.ts';

/** Read in a language whose numbers are left to the voice, so that only the stripping shows. */
const CASES: readonly (readonly [written: string, spoken: string])[] = [
  ['**Fett** und *kursiv* und ***beides***', 'Fett und kursiv und beides'],
  ['__Fett__ und _kursiv_ und ~~weg~~', 'Fett und kursiv und weg'],
  ['*Anfang ohne Ende', 'Anfang ohne Ende'],
  ['Ende ohne Anfang**', 'Ende ohne Anfang'],
  ['`npm start` und ``x``', 'npm start und x'],
  ['snake_case und 2 * 3 und 2**3', 'snake_case und 2 * 3 und 2**3'],
  ['# Titel', 'Titel'],
  ['###### Titel', 'Titel'],
  ['#hashtag', '#hashtag'],
  ['> Zitat\n> weiter', 'Zitat, weiter'],
  ['- eins\n* zwei\n+ drei\n• vier', 'eins, zwei, drei, vier'],
  ['- [ ] offen\n- [x] fertig', 'offen, fertig'],
  ['1. eins\n2) zwei', '1, eins, 2, zwei'],
  ['-5 Grad', '-5 Grad'],
  ['eins\n\n---\n\nzwei', 'eins. zwei'],
  ['Titel\n=====\nText', 'Titel. Text'],
  ['| A | B |\n|:--|--:|\n| 1 | 2 |', 'A, B. 1, 2'],
  ['[Text](https://example.com/a_b_c) hier', 'Text hier'],
  ['![Bild](x.png "Titel") hier', 'Bild hier'],
  ['[![Bild](x.png)](https://example.com)', 'Bild'],
  ['[Text][ref] hier', 'Text hier'],
  ['Zwei Jahre [1], mehr [2, 3] und [^4].', 'Zwei Jahre, mehr und.'],
  ['<https://example.com>', 'example.com'],
  ['Siehe https://www.example.com/a?b=c#d.', 'Siehe example.com.'],
  ['(https://example.com/a)', '(example.com)'],
  ['http://localhost:8080/x', 'localhost:8080'],
  ['Zeile<br>Zeile<br/>Zeile', 'Zeile, Zeile, Zeile'],
  ['<b>fett</b> <!-- nicht --> da', 'fett da'],
  ['a &amp; b &lt; c &nbsp;&quot;d&quot;', 'a & b < c "d"'],
  ['```js\nx = 1\n```\nDanach', 'Danach'],
  ['Vorher\n```\noffen', 'Vorher'],
  ['\\*kein Stern\\*', '*kein Stern*'],
  ['\\[x = 1\\] und $$y$$', 'x = 1 und y'],
];

for (const [written, spoken] of CASES) {
  test(JSON.stringify(written), () => assert.equal(speakable(written, 'de'), spoken));
}

test('no input makes it slow: long runs of every mark are read at once', () => {
  for (const mark of [
    '[',
    '](',
    '*',
    '_',
    '`',
    '<',
    '<!--',
    '|',
    '-',
    '- ',
    '#',
    '> ',
    '![',
    '[1',
    'https://',
    '&',
    '\\',
    '(',
  ]) {
    const written = mark.repeat(20_000);
    assert.equal(typeof speakable(written, 'de'), 'string');
  }
});
