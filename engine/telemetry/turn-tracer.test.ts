import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { withoutPii } from '../../contract/trace.ts';
import { SETTINGS, TracedTurns } from '../../test/support/traced-turns.ts';
import type { LagMeter } from './event-loop-lag.ts';

const QUESTION = 'What is the capital of Peru?';

function ask(turns: TracedTurns, text = QUESTION): void {
  turns.speak();
  turns.ms(800);
  turns.pause();
  turns.endpoint({ acoustic: 0.95, text });
  turns.ms(1500);
}

function answer(turns: TracedTurns): void {
  turns.reply('playback-started');
  turns.ms(1000);
  turns.reply('reply-finished');
}

/** What is told right away is told after the step that ended it. */
const settled = (): Promise<void> => Promise.resolve();

describe('a turn leaves a trace', () => {
  test('with all it was told and decided, from the first sound to the end of the answer', async () => {
    const turns = new TracedTurns();
    turns.ms(320);
    ask(turns);
    answer(turns);
    await settled();
    const [trace] = turns.traces;
    assert.deepEqual(
      trace?.entries.map((entry) => (entry.kind === 'step' ? entry.event.type : entry.kind)),
      [
        'speech-started',
        'speech-paused',
        'endpoint-judged',
        'end-of-turn-judged',
        'timer-fired',
        'playback-started',
        'reply-finished',
      ],
    );
    assert.deepEqual([trace?.turnId, trace?.reply, trace?.outcome], [1, 1, 'answered']);
    assert.deepEqual(trace?.start, { state: { kind: 'listening' }, timers: [], repliesBegun: 0 });
    const judged = trace?.entries[2];
    assert.ok(judged?.kind === 'endpoint-judged');
    assert.deepEqual(judged.evidence, { acoustic: 0.95, afterQuestion: false });
    assert.deepEqual(judged.pii, { text: QUESTION });
    assert.equal(judged.reason, 'question');
  });

  test('each with its own number, in order, and nothing is missing between them', async () => {
    const turns = new TracedTurns();
    for (let i = 0; i < 3; i += 1) {
      ask(turns);
      answer(turns);
      await settled();
    }
    assert.deepEqual(
      turns.traces.map(({ turnId, sequence, start }) => [turnId, sequence, start.repliesBegun]),
      [
        [1, 0, 0],
        [2, 1, 1],
        [3, 2, 2],
      ],
    );
    assert.equal(new Set(turns.traces.map(({ session }) => session)).size, 1);
  });

  test('that ends with the interruption, while what the user says goes into the next one', async () => {
    const turns = new TracedTurns();
    ask(turns);
    turns.reply('playback-started');
    turns.ms(500);
    turns.speak();
    turns.ms(400);
    turns.overlap({ text: 'No, what about', stillSpeaking: true });
    assert.equal(turns.state.kind, 'user-speaking');
    turns.ms(400);
    turns.pause();
    turns.endpoint({ acoustic: 0.95, text: 'No, what about Chile?' });
    turns.ms(1500);
    answer(turns);
    await settled();
    const [first, second] = turns.traces;
    assert.deepEqual([first?.outcome, second?.outcome], ['interrupted', 'answered']);
    assert.equal(second?.start.state.kind, 'user-speaking');
    const judged = first?.entries.find(({ kind }) => kind === 'overlap-judged');
    assert.ok(judged?.kind === 'overlap-judged');
    assert.deepEqual([judged.verdict, judged.reason], ['addressed', 'words']);
  });

  test('also of a judgement that is no verdict yet', async () => {
    const turns = new TracedTurns();
    ask(turns);
    turns.reply('playback-started');
    turns.speak();
    turns.overlap({ text: 'Mm', stillSpeaking: true });
    turns.pause();
    turns.overlap({ text: 'Mm-hm.' });
    turns.reply('reply-finished');
    await settled();
    const judged = turns.traces[0]?.entries.flatMap((entry) =>
      entry.kind === 'overlap-judged' ? [[entry.verdict, entry.reason]] : [],
    );
    assert.deepEqual(judged?.at(-1), ['backchannel', 'nothing-but-backchannels']);
    assert.equal(judged?.[0]?.[0], undefined);
  });

  test('a number that comes late still finds its turn', async () => {
    const turns = new TracedTurns();
    turns.tracer.event({ type: 'transcript.final', turnId: 99, text: '', language: 'en' });
    ask(turns);
    turns.speak();
    await settled();
    assert.deepEqual([turns.traces[0]?.outcome, turns.traces[0]?.turnId], ['resumed', 1]);
  });
});

describe('what becomes no turn', () => {
  test('is traced with the reason', async () => {
    const turns = new TracedTurns();
    turns.speak();
    turns.ms(300);
    turns.pause();
    turns.nothing('breath');
    await settled();
    const [trace] = turns.traces;
    assert.deepEqual([trace?.outcome, trace?.turnId, trace?.reply], ['nothing-heard', undefined, undefined]);
    const last = trace?.entries.at(-1);
    assert.equal(last?.kind === 'step' ? last.rejected : undefined, 'breath');
  });

  test('a quiet room leaves nothing, whatever it creaks', async () => {
    const turns = new TracedTurns();
    for (let i = 0; i < 100; i += 1) {
      turns.post({ type: 'speech-suspected', at: turns.now });
      turns.ms(100);
      turns.post({ type: 'speech-dismissed', at: turns.now });
    }
    assert.deepEqual(turns.close(), []);
  });
});

describe('drafts', () => {
  test('used ones and retracted ones, with what was wasted', async () => {
    const turns = new TracedTurns(SETTINGS, { dropped: { tokens: 12, speechMs: 340.4 } });
    turns.speak();
    turns.ms(500);
    turns.pause();
    turns.endpoint({ acoustic: 0.95, text: QUESTION });
    turns.ms(96);
    ask(turns);
    answer(turns);
    await settled();
    assert.deepEqual(turns.traces[0]?.drafts, [
      { reply: 1, fate: 'retracted', generatedTokens: 12, synthesisedMs: 340 },
      { reply: 2, fate: 'used', generatedTokens: 0, synthesisedMs: 0 },
    ]);
  });

  test('a draft that comes to nothing with its turn', async () => {
    const turns = new TracedTurns();
    turns.speak();
    turns.pause();
    turns.endpoint({ acoustic: 0.95, text: QUESTION });
    turns.nothing('invented');
    await settled();
    assert.deepEqual(turns.traces[0]?.drafts, [
      { reply: 1, fate: 'retracted', generatedTokens: 7, synthesisedMs: 250 },
    ]);
  });
});

test('levels, echo, passes and marks are noted with the turn they belong to', async () => {
  const turns = new TracedTurns();
  const { tracer } = turns;
  tracer.event({ type: 'input.level', dbfs: -60 });
  turns.speak();
  for (const dbfs of [-20, -24]) tracer.event({ type: 'input.level', dbfs });
  tracer.event({ type: 'transcript.partial', text: 'What', stableLength: 0 });
  turns.pause();
  turns.endpoint({ acoustic: 0.95, text: QUESTION });
  turns.ms(1500);
  tracer.event({ type: 'turn.timing', turnId: 1, replyId: 1, marks: { firstAudioMs: 600 } });
  turns.reply('playback-started');
  tracer.event({ type: 'echo.measured', returnLossDb: 31, residualDbfs: -66 });
  turns.reply('reply-finished');
  await settled();
  const [trace] = turns.traces;
  assert.deepEqual(trace?.levels, { speechDbfs: -22, noiseDbfs: -60 });
  assert.deepEqual(trace?.echo, { returnLossDb: 31, residualDbfs: -66 });
  assert.deepEqual(trace?.marks, { firstAudioMs: 600 });
  assert.equal(trace?.transcriptionPasses, 1);
});

test('the lag of the event loop is measured while it replies, and only then', async () => {
  const log: string[] = [];
  const lag: LagMeter = {
    start: () => void log.push('start'),
    stop: () => {
      log.push('stop');
      return { p50Ms: 1, p99Ms: 2, maxMs: 3 };
    },
  };
  const turns = new TracedTurns(SETTINGS, { lag });
  turns.speak();
  assert.deepEqual(log, []);
  turns.pause();
  turns.endpoint({ acoustic: 0.95, text: QUESTION });
  turns.ms(1500);
  answer(turns);
  await settled();
  assert.deepEqual(log, ['start', 'stop']);
  assert.deepEqual(turns.traces[0]?.eventLoopLag, { p50Ms: 1, p99Ms: 2, maxMs: 3 });
});

test('an endless turn is bounded, and says what it left out', () => {
  const turns = new TracedTurns();
  for (let i = 0; i < 800; i += 1) {
    turns.speak();
    turns.pause(0);
  }
  const [trace] = turns.close();
  assert.equal(trace?.entries.length, 1_000);
  assert.equal(trace?.droppedEntries, 601);
});

test('a tracer that fails never fails the conversation, and leaves a gap', async () => {
  let failing = true;
  const lag: LagMeter = {
    start: () => undefined,
    stop: () => {
      if (failing) throw new Error('no meter');
      return undefined;
    },
  };
  const turns = new TracedTurns(SETTINGS, { lag });
  ask(turns);
  answer(turns);
  failing = false;
  ask(turns);
  answer(turns);
  await settled();
  assert.equal(turns.traces.length, 1);
  assert.ok((turns.traces[0]?.sequence ?? 0) > 0);
});

test('without its private half no word of anyone is left', async () => {
  const turns = new TracedTurns();
  ask(turns, 'The heron stands by the xylophone.');
  turns.reply('playback-started');
  turns.speak();
  turns.overlap({ text: 'Which heron?', stillSpeaking: true, replyText: 'A grey heron.' });
  turns.close();
  const all = JSON.stringify(turns.traces);
  const redacted = JSON.stringify(turns.traces.map(withoutPii));
  assert.equal(all.includes('heron'), true);
  assert.equal(redacted.includes('heron'), false);
  assert.equal(redacted.includes('xylophone'), false);
});
