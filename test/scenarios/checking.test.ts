/** Every kind of expectation, once met and once violated. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineEvent } from '../../contract/events.ts';
import { checkScenario } from '../support/room/check-scenario.ts';
import { parseScenario } from '../support/room/scenario.ts';
import type { Run, TimedEvent } from '../support/room/timeline.ts';
import { wrongWords } from '../support/room/words-heard.ts';

/** One question at 0.5 to 2 s; a reply from 3 s that "stop" at 5 s silences at 5.2 s; a second one from 8 to 9 s. */
function interrupted(): Run {
  const events: TimedEvent[] = [
    at(500, { type: 'turn.changed', from: 'asleep', to: 'listening' }),
    at(2500, { type: 'transcript.final', turnId: 1, text: 'Tell me a story about the sea.', language: 'en' }),
    at(2500, { type: 'reply.started', turnId: 1, replyId: 4 }),
    at(2980, { type: 'playback.started', replyId: 4 }),
    at(5100, { type: 'overlap.judged', replyId: 4, verdict: 'stop', reason: 'stop-phrase' }),
    at(5150, { type: 'playback.stopped', replyId: 4, heardSamples: 9, sampleRateHz: 9, heardText: 'Once' }),
    at(7000, { type: 'transcript.final', turnId: 2, text: 'How late is it?', language: 'en' }),
    at(7000, { type: 'reply.started', turnId: 2, replyId: 5 }),
    at(7980, { type: 'playback.started', replyId: 5 }),
    at(9050, { type: 'playback.finished', replyId: 5, heardSamples: 9, sampleRateHz: 9 }),
    at(9050, { type: 'turn.changed', from: 'speaking', to: 'listening' }),
  ];
  const loudspeaker = new Float32Array(12 * 16_000);
  for (const [from, to] of [
    [3000, 5200],
    [8000, 9000],
  ] as const) {
    for (let i = from * 16; i < to * 16; i++) loudspeaker[i] = 0.2 * Math.sin(i / 3);
  }
  const steps = [
    { name: 'question', startMs: 500, endMs: 2000 },
    { name: 'interruption', startMs: 5000, endMs: 5600 },
  ];
  return { events, loudspeaker, steps, said: 'Once upon a time it is noon', remembered: ['Once', 'How late is it?'] };
}

function at(atMs: number, event: EngineEvent): TimedEvent {
  return { atMs, event };
}

const HEAD = `
title: For the checker
room: headphones
steps: [{ user: Tell me a story, as: question }, { user: Stop, as: interruption }]
`;

/** Expectations that hold of the run above, and such that do not, with what is said of them. */
const facts: readonly (readonly [string, string, RegExp])[] = [
  ['turns: 2', 'turns: 1', /must: turns 1; the turns were \["Tell me/],
  ['replies: 2', 'replies: 1', /the replies were interrupted, complete/],
  ['heard: story about the sea', 'heard: story about the moon', /must: heard "story about the moon"/],
  ['{ heard: how late is it, turn: 2 }', '{ heard: how late is it, turn: 1 }', /the turns were/],
  ['{ heard: story about the moon, wrong: 1 }', '{ heard: tale about the moon, wrong: 1 }', /wrong 1/],
  ['{ reply: 1, is: interrupted }', '{ reply: 1, is: complete }', /the replies were/],
  ['{ reply: 2, is: complete }', '{ reply: 3, is: complete }', /the replies were/],
  ['verdict: stop', 'verdict: noise', /the verdicts were stop/],
  ['event: overlap.judged', 'event: fault.raised', /there was none/],
  ['{ event: playback.started, times: 2 }', '{ event: playback.started, times: 1 }', /there was \{/],
  ['{ event: overlap.judged, with: stop-phrase }', '{ event: overlap.judged, with: words }', /there was \{/],
  ['floor: listening', 'floor: speaking', /it was listening/],
  ['said: it is noon', 'said: it is midnight', /what was heard of the loudspeaker/],
  ['remembered: how late is it', 'remembered: lived far away', /the model was told/],
  [
    'silent: { from: interruption.ended, to: reply 2.started }',
    'silent: { from: interruption.started, to: reply 2.started }',
    /the loudspeaker was heard/,
  ],
];

for (const [holds, fails, message] of facts) {
  const parsed = (fact: string, list: 'must' | 'mustNot') =>
    parseScenario(`${HEAD}${list}: [${braced(fact)}]`, 'a.yaml');
  test(`${holds}: met and violated, wanted and unwanted`, () => {
    const run = interrupted();
    assert.deepEqual(checkScenario(parsed(holds, 'must'), run), []);
    assert.deepEqual(checkScenario(parsed(fails, 'mustNot'), run), []);
    assert.match(checkScenario(parsed(fails, 'must'), run).join('\n'), message);
    assert.match(checkScenario(parsed(holds, 'mustNot'), run).join('\n'), /^must not: /);
  });
}

function braced(fact: string): string {
  return fact.startsWith('{') ? fact : `{ ${fact} }`;
}

const spans: readonly (readonly [string, string | undefined])[] = [
  ['from: interruption.started, to: silence, most: 250ms', undefined],
  [
    'from: interruption.started, to: silence, most: 100ms',
    'interruption.started to silence took 200 ms, more than 100 ms',
  ],
  ['from: question.ended, to: reply.started, most: 1s', undefined],
  [
    'from: question.ended, to: reply.started, least: 1.5s',
    'question.ended to reply.started took 1000 ms, less than 1500 ms',
  ],
  ['from: interruption.ended, to: reply.started, most: 2.5s', undefined],
  ['from: reply 2.started, to: reply 2.ended, least: 1s, most: 1s', undefined],
  ['from: question.ended, to: reply 3.started, most: 9s', 'question.ended to reply 3.started: the second never came'],
  ['from: listening.started, to: silence, most: 1s', undefined],
];

for (const [span, violation] of spans) {
  test(`${span}: ${violation ?? 'met'}`, () => {
    const scenario = parseScenario(`${HEAD}within: [{ ${span} }]`, 'a.yaml');
    assert.deepEqual(checkScenario(scenario, interrupted()), violation === undefined ? [] : [`within: ${violation}`]);
  });
}

test('a step that never came about meets nothing', () => {
  const run = { ...interrupted(), steps: [undefined, undefined] };
  const scenario = parseScenario(`${HEAD}within: [{ from: interruption.started, to: silence, most: 1s }]`, 'a.yaml');
  assert.deepEqual(checkScenario(scenario, run), ['within: interruption.started to silence: the first never came']);
});

test('words are found anywhere in a text, with the fewest errors', () => {
  assert.equal(wrongWords('turn off the lights', 'Please turn off the lights in here.'), 0);
  assert.equal(wrongWords('turn off the lights', 'Please turn of the light in here.'), 2);
  assert.equal(wrongWords('turn off the lights', ''), 4);
});
