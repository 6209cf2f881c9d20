import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parsePolicy, policyDefaults, policyView, resolveSettings } from './policy/policy.ts';
import { retentionOrder } from './retention.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const policyOf = (privacy: object) => parsePolicy(JSON.stringify({ version: 1, privacy }), 'policy.json');

describe('how long things are kept', () => {
  test('is for ever unless somebody says otherwise', () => {
    assert.equal(retentionOrder(policyDefaults(undefined), undefined, 0), undefined);
  });

  test('is what the user says, but not for what is pinned', () => {
    const settings = resolveSettings({ privacy: { keepConversationsDays: 30, keepAudioDays: 7 } }, undefined).data;
    assert.ok(settings);
    assert.deepEqual(retentionOrder(settings, undefined, 100 * DAY_MS), {
      conversationsBeforeMs: 70 * DAY_MS,
      pinnedBeforeMs: undefined,
      audioBeforeMs: 93 * DAY_MS,
    });
  });

  test('is never longer than a policy allows, pinned or not', () => {
    const policy = policyOf({ keepConversationsDaysAtMost: 10, keepAudioDaysAtMost: 2 });
    const kept = (privacy: object): unknown => {
      const { keepConversationsDays, keepAudioDays } = resolveSettings({ privacy }, policy).data?.privacy ?? {};
      return [keepConversationsDays, keepAudioDays];
    };
    assert.deepEqual(kept({}), [10, 2]);
    assert.deepEqual(kept({ keepConversationsDays: 400, keepAudioDays: 1 }), [10, 1]);
    assert.deepEqual(retentionOrder(policyDefaults(policy), policy, 100 * DAY_MS), {
      conversationsBeforeMs: 90 * DAY_MS,
      pinnedBeforeMs: 90 * DAY_MS,
      audioBeforeMs: 98 * DAY_MS,
    });
    assert.deepEqual(policyView(policy).mostDays, { 'privacy.keepConversationsDays': 10, 'privacy.keepAudioDays': 2 });
    assert.throws(() => policyOf({ keepAudioDaysAtMost: 0 }), { code: 'policy-invalid' });
  });
});
