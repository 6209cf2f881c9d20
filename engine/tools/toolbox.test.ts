import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AlarmClock } from './alarm-clock.ts';
import { ringSound } from './ring-sound.ts';
import { EphemeralToolRecords } from './tool-records.ts';
import { Toolbox, type UserWords } from './toolbox.ts';

function setUp() {
  const records = new EphemeralToolRecords();
  const time = { nowMs: 1_000_000 };
  const toolbox = new Toolbox({ records, nowMs: () => time.nowMs, lastAnswer: () => 'It is noon.' });
  const say = async (text: string, source: UserWords['source'] = 'live-voice'): Promise<string | undefined> =>
    toolbox.answerFor({ text, language: 'en', source })?.(new AbortController().signal);
  return { records, time, toolbox, say };
}

describe('what is asked of the toolbox', () => {
  test('a sum, a timer and its undoing; a remark starts nothing', async () => {
    const { records, say } = setUp();
    assert.equal(await say('What is 15 percent of 80?'), 'That is 12.');
    assert.equal(await say('Set a timer for ten seconds.'), 'The timer is set for 10 seconds.');
    assert.equal((await records.all('timer')).length, 1);
    assert.equal(await say('I set a timer yesterday and it did not ring.'), undefined);
    assert.equal(await say('Undo that.'), 'That is undone.');
    assert.equal((await records.all('timer')).length, 0);
  });

  test('a timer rings once, when its time has come', async () => {
    const { records, time, say } = setUp();
    await say('Set a timer for ten seconds.');
    const rung: string[] = [];
    const alarms = new AlarmClock({
      records,
      nowMs: () => time.nowMs,
      ring: async (sentence) => void rung.push(sentence),
      onError: assert.ifError,
      upMs: () => time.nowMs,
    });
    await alarms.look();
    time.nowMs += 10_000;
    await alarms.look();
    await alarms.look();
    alarms[Symbol.dispose]();
    assert.deepEqual(rung, ['Your timer is done: 10 seconds.']);
    assert.ok(ringSound(16_000).every((sample) => Math.abs(sample) <= 1));
  });
});

describe('consent', () => {
  for (const source of ['recording', 'voice-over-playback'] as const) {
    test(`is not given by: ${source}`, async () => {
      const { records, say } = setUp();
      await say('Add milk to my shopping list.');
      assert.equal(await say('Clear my shopping list.'), 'Shall I clear the shopping list?');
      await say('Yes.', source);
      assert.equal((await records.all('list-item')).length, 1);
    });
  }

  test('expires, ends with the turn after its question, and is good for one deed', async () => {
    const { records, time, toolbox, say } = setUp();
    await say('Add milk to my shopping list.');
    await say('Clear my shopping list.');
    time.nowMs += 60_000;
    await say('Yes.');
    await say('Clear my shopping list.');
    toolbox.turnPassed();
    assert.equal(await say('Yes.'), undefined);
    assert.equal((await records.all('list-item')).length, 1);
    await say('Clear my shopping list.');
    assert.equal(await say('Yes.'), 'It is empty now.');
    assert.equal(await say('Yes.'), undefined);
    assert.equal((await records.all('list-item')).length, 0);
  });
});
