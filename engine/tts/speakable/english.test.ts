import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { speakable } from './speakable.ts';

const CASES: Readonly<Record<string, readonly (readonly [written: string, spoken: string])[]>> = {
  abbreviations: [
    ['Dr. Smith, Mr. Lee, Mrs. Ray and Ms. Poe', 'Dr Smith, Mr Lee, Mrs Ray and Miz Poe'],
    ['Prof. Ng, Gen. Lee and Capt. Kirk', 'Professor Ng, General Lee and Captain Kirk'],
    ['J. K. Rowling, John F. Kennedy and J.R.R. Tolkien', 'J K Rowling, John F Kennedy and J R R Tolkien'],
    ['The answer is B. The reason is simple.', 'The answer is B. The reason is simple.'],
    ['e.g. apples, i.e. fruit, etc.', 'for example apples, that is fruit, et cetera.'],
    ['cats vs. dogs, approx. 5', 'cats versus dogs, approximately 5'],
    ['No. 5, p. 3, pp. 3-5 and Fig. 2', 'number 5, page 3, pages 3 to 5 and figure 2'],
    ['I said no. Then I left.', 'I said no. Then I left.'],
    ['a Ph.D. w/o work, w/ luck', 'a PhD without work, with luck'],
    ['and/or, N/A, 24/7', 'and or, not applicable, 24 7'],
    ['5th Ave., then Sunset Blvd.', '5th Avenue, then Sunset Boulevard'],
    ['.NET and Node.js', 'dot net and Node.js'],
  ],
  dates: [
    ['on 2024-10-12', 'on October 12, 2024'],
    ['at 2024-10-12T15:30:00Z', 'at October 12, 2024 at 15 30 and 00 seconds'],
    ['on 10/12/2024 or 25/12/2024', 'on October 12, 2024 or December 25, 2024'],
    ['am 12.10.2024', 'am October 12, 2024'],
    ['code 2024-99-99', 'code 2024-99-99'],
    ['Oct. 12, 12 Oct 2024, 3rd Feb.', 'October 12, 12 October 2024, 3rd February'],
    ['Mon–Fri and Jan-Mar', 'Monday to Friday and January to March'],
    ['Mon, March 3', 'Monday, March 3'],
    ['I may march on Sun', 'I may march on Sun'],
  ],
  years: [
    ['in 1990, in 1905, in 1900 and since 1066', 'in 19 90, in 19 oh 5, in 19 hundred and since 1066'],
    ['May 5, 1999 and (1984)', 'May 5, 19 99 and (19 84)'],
    ['1914–1918, from 1914 to 1918, 2019-2021', '19 14 to 19 18, from 19 14 to 19 18, 2019 to 2021'],
    ['in 2008', 'in 2008'],
    ['in 1500 meters, 1500 kg, about 1500 people', 'in 1500 meters, 1500 kilograms, about 1500 people'],
    ["the 1980s, the 1980's, the '90s and 90s", 'the 19 eighties, the 19 eighties, the nineties and nineties'],
    ['1900s, 2000s and 2010s', '19 hundreds, two thousands and 20 tens'],
  ],
  times: [
    ['at 3:30 pm, 3pm and 10:00 a.m. today', 'at 3:30 PM, 3 PM and 10 AM today'],
    ['It is 9 p.m. Then we go.', 'It is 9 PM. Then we go.'],
    ['until 9 p.m.', 'until 9 PM.'],
    ['10:05, 8:00, 13:00, 15:45 and 00:30', "10 oh 5, 8 o'clock, 13 hundred, 15:45 and 00:30"],
    ['16:9, 3:2 and 100:1', '16 to 9, 3 to 2 and 100 to 1'],
    ['1h 30m, 2 hrs 1 min and 3m 20s', '1 hour 30 minutes, 2 hours 1 minute and 3 minutes 20 seconds'],
  ],
  money: [
    ['$5, $1, $3.50, $0.99 and $1.01', '5 dollars, 1 dollar, 3 dollars and 50 cents, 99 cents and 1 dollar and 1 cent'],
    ['$1,299.99 and €1,000', '1,299 dollars and 99 cents and 1,000 euros'],
    [
      '$3.2 billion, $20k, $1.5M, US$5bn',
      '3.2 billion dollars, 20 thousand dollars, 1.5 million dollars, 5 billion dollars',
    ],
    ['£3.50, £0.01 and ¥500', '3 pounds and 50 pence, 1 penny and 500 yen'],
    ['20€, 3,50 € and 5 EUR', '20 euros, 3 euros and 50 cents and 5 euros'],
    ['USD 5 and 99¢', '5 dollars and 99 cents'],
    ['$5-10, $5–$10 and $1-2 million', '5 to 10 dollars, 5 to 10 dollars and 1 to 2 million dollars'],
    ['-$5', 'minus 5 dollars'],
    ['$100/mo and $5/hour', '100 dollars per month and 5 dollars per hour'],
    ['$HOME and US$', '$HOME and US$'],
    ['It cost $5.', 'It cost 5 dollars.'],
    ['It cost $5, then more', 'It cost 5 dollars, then more'],
  ],
  numbers: [
    ['1,250 and 3.14 and 50% and 1st', '1,250 and 3.14 and 50% and 1st'],
    ['555-1234', '5 5 5, 1 2 3 4'],
    ['(212) 555-0199 and 212-555-0199', '2 1 2, 5 5 5, 0 1 9 9 and 2 1 2, 5 5 5, 0 1 9 9'],
    ['+1 212 555-0199', 'plus 1, 2 1 2, 5 5 5, 0 1 9 9'],
    ['10-20 people, 60–70%, 1,000–2,000', '10 to 20 people, 60 to 70%, 1,000 to 2,000'],
    ['5 - 3 = 2', '5 minus 3 = 2'],
    ['1/2 cup, 3/4, 2 1/2, 1½ and ¾', 'one half cup, three quarters, 2 and a half, 1 and a half and three quarters'],
    ['9/10 and 22/7', '9 out of 10 and 22 over 7'],
    ['10k runs, 5M users, 7B and 4K', '10 thousand runs, 5 million users, 7 billion and 4K'],
    ['v2, v2.0.1 and 3.2.1', 'version 2, version 2 point 0 point 1 and 3 point 2 point 1'],
    ['.5 and 3x', '0.5 and 3 times'],
    ['World War II, Chapter IV, Henry VIII, Rocky II', 'World War 2, Chapter 4, Henry the 8th, Rocky 2'],
    ['an IV drip, I and V', 'an IV drip, I and V'],
    ['COVID-19, MP3, 5G and B2B', 'COVID-19, MP3, 5G and B2B'],
  ],
  units: [
    ['5 km, 1 km, 5km and 2.5 kg', '5 kilometers, 1 kilometer, 5 kilometers and 2.5 kilograms'],
    ['10 km/h, 9.8 m/s² and km/h', '10 kilometers per hour, 9.8 meters per second squared and kilometers per hour'],
    ['20 °C, 72°F, 1° and 90°', '20 degrees Celsius, 72 degrees Fahrenheit, 1 degree and 90 degrees'],
    ['16 GB, 3.5MB and 2.5GHz', '16 gigabytes, 3.5 megabytes and 2.5 gigahertz'],
    ['5 m², 3 km2 and 2 m³', '5 square meters, 3 square kilometers and 2 cubic meters'],
    ['60 mph, 60 fps and 1 mph', '60 miles per hour, 60 frames per second and 1 mile per hour'],
    ['6\'2", 5 ft 10 in and 3 in. wide', '6 foot 2, 5 feet 10 inches and 3 inches wide'],
    ['5 s, 5 min and 5 h', '5 seconds, 5 minutes and 5 hours'],
    ['a 5-mile run, 5 people and 5 a day', 'a 5-mile run, 5 people and 5 a day'],
    ['three quarters of it', 'three quarters of it'],
  ],
  symbols: [
    ['#1 and #hashtag', 'number 1 and hashtag hashtag'],
    ['C#, F# and C++', 'C sharp, F sharp and C++'],
    ['TCP/IP, I/O and he/she', 'TCP IP, I O and he or she'],
    ['/usr/local/bin and src/main.ts', '/usr/local/bin and src/main.ts'],
    ['a → b, a -> b', 'a to b, a to b'],
    ['≈5, ~5, about ~5', 'about 5, about 5, about 5'],
    ['± 3 and +/- 3', 'plus or minus 3 and plus or minus 3'],
    ['x >= 5, y ≤ 3, z != 1', 'x at least 5, y at most 3, z is not 1'],
    ['5 × 3, 3 * 4, 5 x 3, 6 ÷ 2 and 6 / 2', '5 times 3, 3 times 4, 5 by 3, 6 divided by 2 and 6 divided by 2'],
    ['x², n^2, y³ and 2^10', 'x squared, n squared, y cubed and 2 to the power of 10'],
    ['H₂O and CO₂', 'H2O and CO2'],
    ['< 5 and > 3', 'less than 5 and more than 3'],
    ['√2, π and ∞', 'the square root of 2, pi and infinity'],
    ['Acme™ © 2024', 'Acme copyright 2024'],
    ['R&D, 3 + 4 = 7', 'R&D, 3 + 4 = 7'],
  ],
  addresses: [
    ['john.doe@mail.example.co.uk', 'john.doe@mail.example.co.uk'],
    ['https://www.example.com/a?b=1.', 'example.com.'],
    ['192.168.1.10', '192 dot 168 dot 1 dot 10'],
  ],
};

for (const [topic, cases] of Object.entries(CASES)) {
  describe(topic, () => {
    for (const [written, spoken] of cases) {
      test(JSON.stringify(written), () => assert.equal(speakable(written, 'en'), spoken));
    }
  });
}

test('a region makes no difference, another language does', () => {
  assert.equal(speakable('$5', 'en-GB'), '5 dollars');
  assert.equal(speakable('$5', 'de'), '$5');
  assert.equal(speakable('$5', 'enm'), '$5');
});

test('what is speakable already stays as it is', () => {
  const written = Object.values(CASES)
    .flat()
    .map(([text]) => text);
  for (const text of written) {
    const spoken = speakable(text, 'en');
    assert.equal(speakable(spoken, 'en'), spoken);
  }
});

test('any text ends up without marks of writing that no voice should read', () => {
  const written = fc.array(
    fc.constantFrom(
      ...Object.values(CASES)
        .flat()
        .map(([text]) => text),
      '**',
      '🎉',
      '\n',
      '`',
      '|',
      '\u0000',
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(written, (parts) => {
      const spoken = speakable(parts.join(' '), 'en');
      assert.doesNotMatch(spoken, /\*\*|`|\||\n|\p{Cc}|🎉| {2}|^\s|\s$/u);
    }),
  );
});
