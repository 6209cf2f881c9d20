import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EchoJudge } from './echo-judge.ts';

const loud = { returnLossDb: 3, residualDbfs: -30 };
const quiet = { returnLossDb: 40, residualDbfs: -75 };
const between = { returnLossDb: 20, residualDbfs: -48 };

test('loud rests of our own voice end full-duplex, once; quiet ones bring it back', () => {
  const judge = new EchoJudge();
  const told = [quiet, loud, loud, loud, between, quiet, quiet, quiet, quiet].map(
    (echo) => judge.measured(echo)?.turnTaking,
  );
  const none = undefined;
  assert.deepEqual(told, [none, none, 'half-duplex', none, none, none, none, 'full-duplex', none]);
});

test('one loud moment, as when the user speaks, changes nothing', () => {
  const judge = new EchoJudge();
  for (const echo of [loud, quiet, loud, between, loud, quiet]) assert.equal(judge.measured(echo), undefined);
});
