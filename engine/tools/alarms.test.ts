/** Alarms and reminders, from the words to the ringing. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AlarmClock } from './alarm-clock.ts';
import { EphemeralToolRecords } from './tool-records.ts';
import { Toolbox } from './toolbox.ts';

const HOUR_MS = 3_600_000;

// A Tuesday, at two in the afternoon.
function setUp(language: 'en' | 'de' = 'en') {
  const records = new EphemeralToolRecords();
  const time = { nowMs: new Date(2026, 10, 24, 14, 0).getTime(), setByMs: 0 };
  const rung: string[] = [];
  const toolbox = new Toolbox({ records, nowMs: () => time.nowMs, lastAnswer: () => '' });
  const say = async (text: string): Promise<string | undefined> =>
    toolbox.answerFor({ text, language, source: 'live-voice' })?.(new AbortController().signal);
  const openClock = () =>
    new AlarmClock({
      records,
      nowMs: () => time.nowMs,
      upMs: () => time.nowMs - time.setByMs,
      ring: async (sentence) => void rung.push(sentence),
      onError: assert.ifError,
    });
  const clock = openClock();
  /** Lets time pass, and looks once. */
  const pass = async (ms: number, looking = clock): Promise<void> => {
    time.nowMs += ms;
    await looking.look();
  };
  return { records, time, rung, say, clock, pass, openClock, [Symbol.dispose]: () => clock[Symbol.dispose]() };
}

test('an alarm is set, listed, rings on until it is stopped, and is gone', async (t) => {
  const room = setUp();
  t.after(() => room[Symbol.dispose]());
  assert.equal(await room.say('Wake me up at half past six.'), 'The alarm is set: tomorrow at 6:30 AM.');
  assert.equal(await room.say('What alarms do I have?'), 'An alarm rings tomorrow at 6:30 AM.');
  await room.pass(16 * HOUR_MS);
  assert.deepEqual(room.rung, []);
  await room.pass(HOUR_MS / 2);
  await room.pass(20_000);
  assert.deepEqual(room.rung, Array(2).fill('It is 6:30 AM. This is your alarm.'));
  assert.equal(await room.say('Stop the alarm.'), 'All right.');
  await room.pass(20_000);
  assert.equal(room.rung.length, 2);
  assert.equal(await room.say('What alarms do I have?'), 'No alarm is set.');
});

test('an alarm that nobody stops ends by itself, and one that comes every day comes again', async (t) => {
  const room = setUp();
  t.after(() => room[Symbol.dispose]());
  await room.say('Set an alarm for 7 a.m. every day.');
  await room.pass(17 * HOUR_MS);
  for (let times = 0; times < 20; times += 1) await room.pass(16_000);
  assert.equal(room.rung.length, 10);
  assert.equal(await room.say('List my alarms.'), 'An alarm rings every day at 7:00 AM.');
  await room.pass(24 * HOUR_MS - 20 * 16_000);
  assert.equal(room.rung.length, 11);
});

test('an alarm is put off for as long as was said', async (t) => {
  const room = setUp();
  t.after(() => room[Symbol.dispose]());
  assert.equal(await room.say('Snooze.'), 'Nothing rang.');
  await room.say('Set an alarm for three p.m.');
  await room.pass(HOUR_MS);
  assert.equal(await room.say('Snooze for ten minutes.'), 'Again in 10 minutes.');
  await room.pass(300_000);
  assert.equal(room.rung.length, 1);
  await room.pass(300_000);
  assert.deepEqual(room.rung.at(-1), 'It is 3:10 PM. This is your alarm.');
});

test('what was missed while nothing ran is told once, in one breath, with how late it is', async (t) => {
  const room = setUp();
  t.after(() => room[Symbol.dispose]());
  await room.say('Set a tea timer for four minutes.');
  await room.say('Set an alarm for three p.m.');
  await room.say('Remind me at four p.m. to call my mother.');
  room.clock[Symbol.dispose]();
  room.time.nowMs += 4 * HOUR_MS;
  const later = room.openClock();
  t.after(() => later[Symbol.dispose]());
  await later.look();
  await later.look();
  assert.deepEqual(room.rung, [
    'Your tea timer is done, 4 hours ago. ' +
      'Your alarm today at 3:00 PM was missed, 3 hours ago. Reminder, 2 hours late: call your mother.',
  ]);
});

test('when the clock is set, a span stays as long as it was, and a time on the wall follows', async (t) => {
  const room = setUp();
  t.after(() => room[Symbol.dispose]());
  await room.say('Set a timer for ten minutes.');
  await room.say('Set an alarm for five p.m.');
  room.time.nowMs -= 2 * HOUR_MS;
  room.time.setByMs = -2 * HOUR_MS;
  await room.pass(0);
  await room.pass(599_000);
  assert.deepEqual(room.rung, []);
  await room.pass(1000);
  assert.deepEqual(room.rung, ['Your timer is done: 10 minutes.']);
  // Forward again, over the alarm.
  room.time.nowMs += 5 * HOUR_MS - 600_000;
  room.time.setByMs = 3 * HOUR_MS - 600_000;
  await room.pass(0);
  assert.equal(room.rung[1], 'It is 5:00 PM. This is your alarm.');
});

test('which alarm, which timer: asked where it is not clear, never guessed', async (t) => {
  const room = setUp();
  t.after(() => room[Symbol.dispose]());
  await room.say('Set an alarm for seven a.m. tomorrow.');
  await room.say('Set an alarm for eight a.m. tomorrow.');
  assert.match((await room.say('Cancel my alarm.')) ?? '', /7:00 AM, and tomorrow at 8:00 AM\. Which one\?$/);
  assert.equal(await room.say("Delete my seven o'clock alarm."), 'The alarm is cancelled.');
  assert.equal(await room.say('What alarms do I have?'), 'An alarm rings tomorrow at 8:00 AM.');
  assert.equal(await room.say('Undo that.'), 'That is undone.');
  assert.equal(await room.say('Cancel all alarms.'), '2 alarms are cancelled.');
  await room.say('Set a pasta timer for nine minutes.');
  await room.say('Set a timer for ten minutes.');
  assert.equal(await room.say('Cancel the timer.'), 'Which one: pasta, or 10 minutes?');
  assert.equal(await room.say('Cancel all timers.'), '2 timers are cancelled.');
});

test('reminders: set in several forms, listed, cancelled, undone', async (t) => {
  const room = setUp();
  t.after(() => room[Symbol.dispose]());
  assert.equal(
    await room.say('Remind me in twenty minutes to call Ana.'),
    'I will remind you today at 2:20 PM: call Ana.',
  );
  assert.equal(
    await room.say('Remind me to buy stamps on Monday.'),
    'I will remind you on Monday at 9:00 AM: buy stamps.',
  );
  assert.equal(
    await room.say('What are my reminders?'),
    'call Ana, today at 2:20 PM. buy stamps, on Monday at 9:00 AM.',
  );
  assert.equal(await room.say('Cancel the reminder about the stamps.'), 'The reminder is cancelled.');
  await room.say('Undo that.');
  await room.pass(20 * 60_000);
  assert.deepEqual(room.rung, ['Reminder: call Ana.']);
  assert.equal((await room.records.all('reminder')).length, 1);
});

test('the same in German', async (t) => {
  const room = setUp('de');
  t.after(() => room[Symbol.dispose]());
  assert.equal(await room.say('Weck mich um halb sieben.'), 'Der Wecker ist gestellt: morgen um 6:30 Uhr.');
  assert.equal(
    await room.say('Erinnere mich morgen um neun daran, den Zahnarzt anzurufen.'),
    'Ich erinnere dich morgen um 9:00 Uhr: den Zahnarzt anzurufen.',
  );
  await room.pass(16 * HOUR_MS + HOUR_MS / 2);
  assert.equal(await room.say('Mach den Wecker aus.'), 'In Ordnung.');
  await room.pass(2 * HOUR_MS + HOUR_MS / 2);
  assert.deepEqual(room.rung, ['Es ist 6:30 Uhr. Dein Wecker klingelt.', 'Erinnerung: den Zahnarzt anzurufen.']);
});

test('talk about alarms and reminders starts nothing', async (t) => {
  const room = setUp();
  t.after(() => room[Symbol.dispose]());
  for (const text of [
    'The alarm at work went off at seven.',
    'You remind me of my brother.',
    'I set an alarm for seven yesterday.',
    'Some people snooze for an hour.',
    'Could you remind me why we moved?',
    'One more.',
  ]) {
    assert.equal(await room.say(text), undefined, text);
  }
});
