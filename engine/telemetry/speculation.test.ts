import assert from 'node:assert/strict';
import { test } from 'node:test';
import { traceOf } from '../../test/support/traces.ts';
import { summariseSpeculation } from './speculation.ts';

test('the share of turns whose draft was used, and what was wasted on the others', () => {
  const used = { reply: 2, fate: 'used', generatedTokens: 0, synthesisedMs: 0 } as const;
  const retracted = { reply: 1, fate: 'retracted', generatedTokens: 9, synthesisedMs: 400 } as const;
  const failed = { reply: 4, fate: 'failed', generatedTokens: 1, synthesisedMs: 0 } as const;
  const summary = summariseSpeculation([
    traceOf({ reply: 2, drafts: [retracted, used] }),
    traceOf({ reply: 3 }),
    traceOf({ reply: 5, drafts: [failed] }),
    traceOf({ reply: 6, drafts: [{ ...used, reply: 6 }] }),
    traceOf({ outcome: 'nothing-heard', drafts: [retracted] }),
  ]);
  assert.deepEqual(summary, {
    turns: 4,
    draftsBegun: 5,
    draftsUsed: 2,
    usedShare: 0.5,
    wastedTokens: 19,
    wastedSpeechMs: 800,
  });
});

test('of no turns there is nothing to tell', () => {
  assert.equal(summariseSpeculation([]).usedShare, 0);
});
