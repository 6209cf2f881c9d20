import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type HourReading, momentOf } from './moment.ts';
import { dueMs, nextTime, wallToDate } from './wall-clock.ts';

// A Tuesday, at two in the afternoon.
const NOW_MS = new Date(2026, 10, 24, 14, 0).getTime();

const WHEN: readonly (readonly [text: string, language: 'en' | 'de', wall: string, reading?: HourReading])[] = [
  ['half past six', 'en', '2026-11-25T06:30', 'waking'],
  ['seven a.m. tomorrow', 'en', '2026-11-25T07:00', 'waking'],
  ['quarter to seven tomorrow', 'en', '2026-11-25T06:45', 'waking'],
  ["seven o'clock", 'en', '2026-11-25T07:00', 'waking'],
  ['tomorrow at nine', 'en', '2026-11-25T09:00'],
  ['tomorrow evening', 'en', '2026-11-25T19:00'],
  ['tonight', 'en', '2026-11-24T21:00'],
  ['at three', 'en', '2026-11-24T15:00'],
  ['at one', 'en', '2026-11-25T01:00'],
  ['today at nine', 'en', '2026-11-24T21:00'],
  ['for Tuesday at three', 'en', '2026-12-01T15:00'],
  ['on Friday at noon', 'en', '2026-11-27T12:00'],
  ['next Thursday at half past seven', 'en', '2026-11-26T07:30'],
  ['on Friday evening at eight', 'en', '2026-11-27T20:00'],
  ['on the 3rd of March at 10', 'en', '2027-03-03T10:00'],
  ['December 24th', 'en', '2026-12-24T00:00'],
  ['in three days', 'en', '2026-11-27T00:00'],
  ['in twenty minutes', 'en', '2026-11-24T14:20'],
  ['in an hour and a half', 'en', '2026-11-24T15:30'],
  ['every Monday at eight', 'en', '2026-11-30T08:00'],
  ['every weekday at 6:45', 'en', '2026-11-25T06:45', 'waking'],
  ['halb sieben', 'de', '2026-11-25T06:30', 'waking'],
  ['sieben Uhr', 'de', '2026-11-25T07:00', 'waking'],
  ['morgen früh um Viertel nach sechs', 'de', '2026-11-25T06:15', 'waking'],
  ['morgen um neun', 'de', '2026-11-25T09:00'],
  ['um 17 Uhr 30', 'de', '2026-11-24T17:30'],
  ['um eins', 'de', '2026-11-25T01:00'],
  ['heute Abend', 'de', '2026-11-24T19:00'],
  ['am Freitagabend um acht', 'de', '2026-11-27T20:00'],
  ['am 3. März um zehn', 'de', '2027-03-03T10:00'],
  ['jeden Morgen um sieben', 'de', '2026-11-25T07:00'],
  ['in einer halben Stunde', 'de', '2026-11-24T14:30'],
  ['in einer Woche', 'de', '2026-12-01T00:00'],
];

for (const [text, language, wall, reading] of WHEN) {
  test(`${text}: ${wall}`, () => {
    assert.equal(momentOf(text, language, NOW_MS, reading)?.wall, wall);
  });
}

test('a span of days, an end, and what comes again are told', () => {
  assert.deepEqual(momentOf('this week', 'en', NOW_MS), {
    ...{ wall: '2026-11-24T00:00', hasTime: false, hasDay: true, days: 6 },
  });
  assert.equal(momentOf('next week', 'en', NOW_MS)?.wall, '2026-11-30T00:00');
  assert.equal(momentOf('on Friday from three to four', 'en', NOW_MS)?.endWall, '2026-11-27T16:00');
  assert.equal(momentOf('every Wednesday at six', 'en', NOW_MS)?.repeat, 'week');
});

test('what is no time is none', () => {
  for (const text of ['', 'soon', 'on the beach', 'at 25', 'at 13 pm', 'on the 31st of February', 'in a galaxy']) {
    assert.equal(momentOf(text, 'en', NOW_MS), undefined, text);
  }
});

test('seven on the wall stays seven when the clock changes, and when the machine travels', (t) => {
  const own = process.env.TZ;
  t.after(() => {
    if (own === undefined) delete process.env.TZ;
    else process.env.TZ = own;
  });
  process.env.TZ = 'Europe/Berlin';
  const daily = { wall: '2026-03-28T07:00', repeat: 'day' } as const;
  const first = dueMs(daily);
  const second = nextTime(daily, first);
  assert.deepEqual(second, { wall: '2026-03-29T07:00', repeat: 'day' });
  // That night has 23 hours.
  assert.equal(dueMs(second ?? daily) - first, 23 * 3_600_000);
  process.env.TZ = 'America/New_York';
  assert.equal(dueMs(daily), Date.UTC(2026, 2, 28, 11));
  process.env.TZ = 'Europe/Berlin';
  assert.equal(wallToDate('2026-03-29T02:30').getHours(), 3);
});

test('what comes again is found years later, and skips days that a month has not', () => {
  const after = new Date(2030, 0, 1).getTime();
  assert.deepEqual(nextTime({ wall: '2026-11-23T08:00', repeat: 'week' }, after), {
    wall: '2030-01-07T08:00',
    repeat: 'week',
  });
  assert.deepEqual(nextTime({ wall: '2026-01-31T08:00', repeat: 'month' }, new Date(2026, 1, 1).getTime()), {
    wall: '2026-03-31T08:00',
    repeat: 'month',
  });
  assert.deepEqual(nextTime({ wall: '2026-11-27T08:00', repeat: 'weekday' }, new Date(2026, 10, 27, 9).getTime()), {
    wall: '2026-11-30T08:00',
    repeat: 'weekday',
  });
  assert.equal(nextTime({ atMs: 5 }, 6), undefined);
});
