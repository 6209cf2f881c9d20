import assert from 'node:assert/strict';
import { test } from 'node:test';
import { showReplay } from './replay-view.ts';

type Replay = Parameters<typeof showReplay>[0];

const NO_DIFFERENCES = { earlier: 0, later: 0, 'cuts-off': 0, waits: 0, yields: 0, stops: 0, ignores: 0, other: 0 };

const REPLAY: Replay = {
  turns: [
    {
      turnId: 1,
      outcome: 'interrupted',
      userText: 'What is the\ncapital of Peru?',
      assistantText: 'The capital of',
      transcriptionPasses: 3,
      levels: { speechDbfs: -24.1, noiseDbfs: -58 },
      echo: { returnLossDb: 31.4, residualDbfs: -70 },
      drafts: [
        { reply: 1, fate: 'retracted', generatedTokens: 9, synthesisedMs: 0 },
        { reply: 2, fate: 'used', generatedTokens: 0, synthesisedMs: 0 },
      ],
      decisions: [
        {
          kind: 'pause',
          atMs: 1200,
          recorded: { fate: 'went-on', afterMs: 700, reason: 'leads-on', probability: 0.1 },
          replayed: { fate: 'ended', afterMs: 500, reason: 'leads-on', probability: 0.1 },
          difference: { kind: 'cuts-off', ms: 200 },
        },
        {
          kind: 'pause',
          atMs: 3000,
          recorded: { fate: 'ended', afterMs: 320, judgedAfterMs: 320, reason: 'question', probability: 0.93 },
          replayed: { fate: 'ended', afterMs: 260, judgedAfterMs: 200, reason: 'question', probability: 0.93 },
          difference: { kind: 'earlier', ms: 60 },
        },
        {
          kind: 'overlap',
          atMs: 5000,
          recorded: { fate: 'yielded', afterMs: 600, reason: 'words' },
          replayed: { fate: 'yielded', afterMs: 600, reason: 'words' },
        },
      ],
    },
    {
      outcome: 'nothing-heard',
      rejected: 'keyboard-noise',
      transcriptionPasses: 0,
      levels: {},
      drafts: [],
      decisions: [],
    },
  ],
  summary: {
    turns: 1,
    nothingHeard: 1,
    pauses: 2,
    overlaps: 1,
    cutOffs: 0,
    differences: { ...NO_DIFFERENCES, 'cuts-off': 1, earlier: 1 },
    meanShiftMs: -60,
    speculation: { turns: 1, draftsBegun: 2, draftsUsed: 1, usedShare: 1, wastedTokens: 9, wastedSpeechMs: 0 },
  },
};

test('a person reads why, and what would have been different', () => {
  assert.deepEqual(showReplay(REPLAY, 'eagerness 0.8'), [
    'turn 1  1.2 s  you interrupted the answer',
    '  you     What is the capital of Peru?',
    '  answer  The capital of',
    '  1.2 s  waited, and you went on after 700 ms: the last word leads on (10 % likely to be over)',
    '    ↳ with eagerness 0.8: it would have cut you off after 500 ms; you went on 200 ms later',
    '  3.0 s  ended after 320 ms of silence, as soon as that was known: the words are a question (93 % likely to be over)',
    '    ↳ with eagerness 0.8: 60 ms earlier (after 260 ms)',
    '  5.0 s  you talked over it, and it yielded after 600 ms: words that want the floor',
    '  1 draft taken back (9 tokens for nothing)',
    '  you -24.1 dB · room -58 dB · echo removed 31 dB',
    '',
    'a sound  taken for nothing: keyboard noise',
    '',
    '1 turn, 1 sound taken for nothing, 2 pauses, 1 time talked over',
    '0 turns ended too early',
    'the draft was used in 100 % of turns; 9 tokens and 0 ms of speech were for nothing',
    'with eagerness 0.8: 1 earlier, 1 cut off; ends of turns shift by -60 ms on average',
  ]);
});

test('where nothing would be different, that is said once', () => {
  const [first] = REPLAY.turns;
  assert.ok(first !== undefined);
  const turn = { ...first, decisions: [] };
  const lines = showReplay(
    { turns: [turn], summary: { ...REPLAY.summary, differences: NO_DIFFERENCES, meanShiftMs: 0 } },
    undefined,
  );
  assert.equal(lines.at(-1), 'today: every decision the same');
  assert.equal(
    lines.some((line) => line.includes('↳')),
    false,
  );
});

test('a reason that has no words yet is told by its own name', () => {
  const [first] = REPLAY.turns;
  const [, , overlap] = first?.decisions ?? [];
  assert.ok(first !== undefined && overlap?.kind === 'overlap');
  const recorded = { ...overlap.recorded, reason: 'some-new-reason' };
  const decisions = [{ ...overlap, recorded }];
  const lines = showReplay({ ...REPLAY, turns: [{ ...first, decisions }] }, undefined);
  assert.ok(lines.some((line) => line.endsWith('it yielded after 600 ms: some new reason')));
});
