import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepSpokenCharacters } from './spoken-characters.ts';

const CASES: readonly (readonly [written: string, spoken: string])[] = [
  ['Great 🎉 job 👍🏽!', 'Great job!'],
  ['A family 👨‍👩‍👧 and a flag 🇩🇪 here', 'A family and a flag here'],
  ['Key 1️⃣ and heart ❤️.', 'Key 1 and heart.'],
  ['✓ done ✗ failed ■ box', 'done failed box'],
  ['Acme™ and Co® © 2024', 'Acme™ and Co® © 2024'],
  ['🙂', ''],
  ['a\u200bb\u00adc\ufeffd', 'abcd'],
  ['می\u200cخواهم', 'می\u200cخواهم'],
  ['क\u094d\u200dष', 'क\u094d\u200dष'],
  ['a\u202eb\u0000c\u001b[0m', 'abc[0m'],
  ['half \ud83d of a pair', 'half of a pair'],
  ['a\u00a0b\u3000c\td', 'a b c d'],
  ['one\ntwo', 'one, two'],
  ['one\r\n\r\ntwo', 'one. two'],
  ['one.\ntwo:\nthree', 'one. two: three'],
  ['你好。\n再见', '你好。 再见'],
  ['wait—what – no -- yes', 'wait, what, no, yes'],
  ['5 - 3 and 10–20', '5 - 3 and 10–20'],
  ['No!!! Really?!?! Well.....', 'No! Really? Well...'],
  ['a , b ; c .', 'a, b; c.'],
  ['() empty [ ] “”', 'empty'],
  ['... so it is', 'so it is'],
  ['.5 of it', '.5 of it'],
  ['¿Qué? ¡Sí!', '¿Qué? ¡Sí!'],
  ['ends in a dash –', 'ends in a dash'],
  ['', ''],
];

for (const [written, spoken] of CASES) {
  test(JSON.stringify(written), () => assert.equal(keepSpokenCharacters(written), spoken));
}
