import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scoreToolCalls, TOOL_CALL_CASES } from './tool-call-cases.ts';

test('right answers score in full', () => {
  const answers = TOOL_CALL_CASES.map(({ tool, argumentHas }) =>
    JSON.stringify({ tool, argument: `the ${argumentHas[0] ?? ''}` }),
  );
  assert.deepEqual(scoreToolCalls(answers), { calls: { right: 8, of: 8 }, restraint: { right: 6, of: 6 } });
});

test('a model that always calls fails at restraint, one that never calls at calling', () => {
  const always = TOOL_CALL_CASES.map(() => '{"tool":"set_timer","argument":"15 or 7 minutes"}');
  const never = TOOL_CALL_CASES.map(() => '{"tool":"none","argument":""}');
  assert.deepEqual([scoreToolCalls(always).calls.right, scoreToolCalls(always).restraint.right], [2, 0]);
  assert.deepEqual([scoreToolCalls(never).calls.right, scoreToolCalls(never).restraint.right], [0, 6]);
});

test('a wrong argument, no JSON and no answer are wrong', () => {
  const wrong = ['{"tool":"set_timer","argument":"an hour"}', 'set_timer', 'null', '[]'];
  assert.deepEqual(scoreToolCalls(wrong).calls.right, 0);
});
