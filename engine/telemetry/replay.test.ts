import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { TraceSettings, TurnTrace } from '../../contract/trace.ts';
import { ASSISTANT, configOf, PHRASES, SETTINGS, TracedTurns } from '../../test/support/traced-turns.ts';
import { type OverlapDecision, type PauseDecision, replayTraces } from './replay.ts';

function replay(
  traces: readonly TurnTrace[],
  change?: Partial<Pick<TraceSettings, 'eagerness' | 'bargeIn'>>,
): readonly (PauseDecision | OverlapDecision)[] {
  const options = { phrases: PHRASES, assistantName: ASSISTANT, configOf };
  return replayTraces(traces, change === undefined ? options : { ...options, change });
}

const TEXTS = [
  undefined,
  'What is the capital of Peru?',
  'I would like to, um',
  'Yes.',
  'Stop.',
  'Mm-hm.',
  'And then I went because',
  'No, wait, what about Chile?',
  'Five five five, one two',
];

type Command = (turns: TracedTurns) => void;
const text = fc.constantFrom(...TEXTS);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const pace = fc.record({ pauseMs: fc.integer({ min: 250, max: 2000 }), pauses: fc.integer({ min: 0, max: 30 }) });

/** A whole question, up to the first sound of the answer if it comes to that. */
const question: fc.Arbitrary<Command> = fc.tuple(share, text, fc.integer({ min: 1, max: 80 })).map(
  ([acoustic, said, frames]): Command =>
    (turns) => {
      turns.speak();
      turns.frames(20);
      turns.pause();
      turns.endpoint({ acoustic, text: said });
      turns.frames(frames);
      turns.reply('playback-started');
    },
);

/** Anything that may be said, heard or done, in any order. */
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: question },
  {
    weight: 8,
    arbitrary: fc.integer({ min: 1, max: 60 }).map(
      (n): Command =>
        (t) =>
          t.frames(n),
    ),
  },
  { weight: 4, arbitrary: fc.constant<Command>((t) => t.speak()) },
  {
    weight: 4,
    arbitrary: fc.integer({ min: 0, max: 600 }).map(
      (ms): Command =>
        (t) =>
          t.pause(ms),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(share, text, fc.boolean(), pace).map(
      ([acoustic, said, afterQuestion, known]): Command =>
        (t) =>
          t.endpoint({ acoustic, text: said, afterQuestion }, known),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(text, fc.boolean(), fc.integer({ min: 100, max: 2000 })).map(
      ([said, stillSpeaking, speechMs]): Command =>
        (t) =>
          t.overlap({ text: said, stillSpeaking, speechMs }),
    ),
  },
  { weight: 2, arbitrary: fc.constant<Command>((t) => t.post({ type: 'speech-suspected', at: t.now })) },
  { weight: 2, arbitrary: fc.constant<Command>((t) => t.post({ type: 'speech-dismissed', at: t.now })) },
  { weight: 6, arbitrary: fc.constant<Command>((t) => t.reply('playback-started')) },
  { weight: 1, arbitrary: fc.constant<Command>((t) => t.reply('reply-finished')) },
  { weight: 1, arbitrary: fc.constant<Command>((t) => t.reply('reply-failed')) },
  { weight: 1, arbitrary: fc.constant<Command>((t) => t.nothing('silence')) },
  { weight: 1, arbitrary: fc.constant<Command>((t) => t.post({ type: 'turn-submitted' })) },
  { weight: 1, arbitrary: fc.constant<Command>((t) => t.post({ type: 'floor-taken' })) },
  { weight: 1, arbitrary: fc.constant<Command>((t) => t.post({ type: 'stopped' })) },
  { weight: 1, arbitrary: fc.constant<Command>((t) => t.post({ type: 'muted' })) },
  { weight: 1, arbitrary: fc.constant<Command>((t) => t.post({ type: 'woken' })) },
  { weight: 1, arbitrary: fc.constant<Command>((t) => t.endOfCapture()) },
);
const conversation = fc.array(command, { minLength: 20, maxLength: 120, size: 'max' });
const settings: fc.Arbitrary<TraceSettings> = fc.record({
  eagerness: share,
  bargeIn: fc.constantFrom('any-speech' as const, 'words' as const, 'stop-phrases' as const, 'never' as const),
  sensitivity: share,
  mode: fc.constant('hands-free'),
});

describe('with the recorded settings', () => {
  test('every decision comes out as it was recorded, at the same sample', () => {
    let pauses = 0;
    let overlaps = 0;
    fc.assert(
      fc.property(settings, conversation, (chosen, commands) => {
        const turns = new TracedTurns(chosen);
        for (const apply of commands) apply(turns);
        for (const { kind, recorded, replayed } of replay(turns.close())) {
          if (kind === 'pause') pauses += 1;
          else overlaps += 1;
          assert.deepEqual(replayed, recorded);
        }
      }),
      { numRuns: 300 },
    );
    assert.ok(pauses > 500 && overlaps > 100, `only ${pauses} pauses and ${overlaps} overlaps were tried`);
  });

  test('naming the recorded settings changes nothing', () => {
    fc.assert(
      fc.property(settings, conversation, (chosen, commands) => {
        const turns = new TracedTurns(chosen);
        for (const apply of commands) apply(turns);
        const traces = turns.close();
        const { eagerness, bargeIn } = chosen;
        assert.deepEqual(replay(traces, { eagerness, bargeIn }), replay(traces));
      }),
      { numRuns: 100 },
    );
  });
});

/** Asks, hesitates for `gapMs` after "I would like to, um", and goes on to a whole question. */
function hesitation(gapMs: number, eagerness: number): readonly TurnTrace[] {
  const turns = new TracedTurns({ ...SETTINGS, eagerness });
  turns.speak();
  turns.ms(1000);
  turns.pause();
  turns.endpoint({ acoustic: 0.2, text: 'I would like to, um' });
  turns.ms(gapMs);
  turns.speak();
  turns.ms(1000);
  turns.pause();
  turns.endpoint({ acoustic: 0.9, text: 'I would like to, um, know the capital of Peru.' });
  turns.ms(3000);
  turns.reply('playback-started');
  turns.ms(1000);
  turns.reply('reply-finished');
  return turns.close();
}

describe('with another eagerness', () => {
  test('less haste ends a turn later, more ends it sooner', () => {
    const traces = hesitation(500, 0.5);
    const [, same] = replay(traces);
    const [, patient] = replay(traces, { eagerness: 0.2 });
    const [, eager] = replay(traces, { eagerness: 0.9 });
    assert.equal(same?.replayed.fate, 'ended');
    assert.ok((eager?.replayed.at ?? 0) < (same?.replayed.at ?? 0));
    assert.ok((patient?.replayed.at ?? 0) > (same?.replayed.at ?? 0));
  });

  test('more haste would have cut off someone who looked for words', () => {
    const [pause] = replay(hesitation(1500, 0.5), { eagerness: 1 });
    assert.deepEqual([pause?.recorded.fate, pause?.replayed.fate], ['went-on', 'ended']);
  });

  test('less haste would have waited for someone who was cut off', () => {
    const traces = hesitation(1500, 1);
    assert.equal(traces[0]?.outcome, 'resumed');
    const [pause] = replay(traces, { eagerness: 0.5 });
    assert.deepEqual([pause?.recorded.fate, pause?.replayed.fate], ['ended', 'went-on']);
  });
});

/** Says `said` over a reply: `partial` as it is heard word by word, the whole of it in the end. */
function talkOver(bargeIn: TraceSettings['bargeIn'], said: string, partial?: string): readonly TurnTrace[] {
  const turns = new TracedTurns({ ...SETTINGS, bargeIn });
  turns.speak();
  turns.ms(800);
  turns.pause();
  turns.endpoint({ acoustic: 0.95, text: 'What is the capital of Peru?' });
  turns.ms(1500);
  turns.reply('playback-started');
  turns.ms(1000);
  turns.post({ type: 'speech-suspected', at: turns.now });
  turns.ms(100);
  turns.speak();
  turns.ms(500);
  if (partial !== undefined) turns.overlap({ text: partial, stillSpeaking: true, speechMs: 500 });
  turns.ms(300);
  turns.pause();
  turns.ms(100);
  if (turns.state.kind === 'overlapped') turns.overlap({ text: said, speechMs: 800 });
  else turns.endpoint({ acoustic: 0.9, text: said });
  turns.ms(2000);
  turns.reply('playback-started');
  turns.ms(1000);
  turns.reply('reply-finished');
  return turns.close();
}

describe('with another way to barge in', () => {
  const overlapOf = (traces: readonly TurnTrace[], bargeIn: TraceSettings['bargeIn']): OverlapDecision | undefined =>
    replay(traces, { bargeIn }).find((decision): decision is OverlapDecision => decision.kind === 'overlap');

  test('a back-channel that was ignored would have taken the floor', () => {
    const traces = talkOver('words', 'Mm-hm.');
    const decision = overlapOf(traces, 'any-speech');
    assert.deepEqual([decision?.recorded.fate, decision?.replayed.fate], ['ignored', 'yielded']);
    assert.ok((decision?.replayed.at ?? 0) < (decision?.recorded.at ?? 0));
  });

  test('a back-channel that took the floor would have been ignored', () => {
    const decision = overlapOf(talkOver('any-speech', 'Mm-hm.'), 'words');
    assert.deepEqual([decision?.recorded.fate, decision?.replayed.fate], ['yielded', 'ignored']);
    assert.equal(decision?.replayed.reason, 'nothing-but-backchannels');
  });

  test('a question takes the floor by its words as well', () => {
    const decision = overlapOf(talkOver('any-speech', 'No, what about Chile?'), 'words');
    assert.deepEqual([decision?.recorded.fate, decision?.replayed.fate], ['yielded', 'yielded']);
  });

  test('only a stop phrase takes the floor where only they may', () => {
    const question = overlapOf(talkOver('words', 'No, what about Chile?'), 'stop-phrases');
    assert.deepEqual([question?.recorded.fate, question?.replayed.fate], ['yielded', 'ignored']);
    const stop = overlapOf(talkOver('words', 'Stop.'), 'stop-phrases');
    assert.deepEqual([stop?.recorded.fate, stop?.replayed.fate], ['stopped', 'stopped']);
  });
});

test('a replay without changes needs no settings of today', () => {
  const options = {
    phrases: PHRASES,
    assistantName: ASSISTANT,
    configOf: () => assert.fail('the recorded configuration counts'),
  };
  assert.equal(replayTraces(hesitation(500, 0.5), options).length, 2);
});

test('a gap between traces leaves what it swallowed undecided', () => {
  const traces = talkOver('words', 'No, what about Chile?', 'No, what');
  const [first] = traces;
  assert.ok(first !== undefined);
  const cut = { ...first, entries: first.entries.slice(0, 4), droppedEntries: first.entries.length - 4 };
  const [pause] = replay([cut, ...traces.slice(1)]);
  assert.deepEqual(pause?.recorded, pause?.replayed);
  assert.equal(pause?.recorded.fate, 'undecided');
});
