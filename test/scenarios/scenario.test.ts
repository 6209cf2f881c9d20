import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMoment } from '../support/room/moment.ts';
import { parseScenario } from '../support/room/scenario.ts';

const SMALLEST = `
title: Somebody asks
room: headphones
steps: [{ user: What time is it? }]
must: [{ turns: 1 }]
`;

test('the smallest scenario is complete by defaults', () => {
  const { steps, settings, noise, todo, lasts } = parseScenario(SMALLEST, 'a.yaml');
  assert.deepEqual(steps, [{ user: 'What time is it?', voice: 'joe', speed: 1, level: -28 }]);
  assert.equal(settings.turnTaking.mode, 'hands-free');
  assert.deepEqual([noise, todo, lasts], [undefined, undefined, 40_000]);
});

test('moments are written as people say them', () => {
  assert.deepEqual(parseMoment('reply 2.ended + 1.5s'), { of: 'reply', number: 2, edge: 'ended', offsetMs: 1500 });
  assert.deepEqual(parseMoment('a-step.started - 200ms'), {
    of: 'a-step',
    number: undefined,
    edge: 'started',
    offsetMs: -200,
  });
  for (const wrong of ['reply', 'reply.begun', 'reply.started +1', 'step 2.started', 'reply.started + soon', '']) {
    assert.equal(parseMoment(wrong), undefined, wrong);
  }
});

/** What is wrong with a scenario, and what its author is told. */
const wrong: readonly (readonly [string, string, RegExp])[] = [
  ['no YAML', 'title: [', /a\.yaml: /],
  ['an unknown key', `${SMALLEST}\nmusts: []`, /Unrecognized key: "musts"/],
  ['no expectation', SMALLEST.replace('must: [{ turns: 1 }]', ''), /nothing is expected/],
  ['an unknown step', SMALLEST.replace('user:', 'usr:'), /say one of user, recording, .*\n.*steps\[0\]/],
  ['an unknown room', SMALLEST.replace('headphones', 'bathroom'), /room/],
  ['an unknown event', SMALLEST.replace('turns: 1', 'event: reply.begun'), /must/],
  ['a wrong time', SMALLEST.replace('is it?', 'is it?, at: soon'), /"soon" is no duration; write it as 250ms/],
  ['a wrong moment', SMALLEST.replace('is it?', 'is it?, after: reply'), /"reply" is no moment; write it as/],
  ['a moment of nobody', SMALLEST.replace('is it?', 'is it?, after: cough.ended'), /no step is called cough/],
  ['a step with two times', SMALLEST.replace('is it?', 'is it?, at: 1s, after: reply.ended'), /`at` a time or `after`/],
  ['a name twice', SMALLEST.replace('[{ user: W', '[{ user: A, as: x }, { as: x, user: W'), /the name x is taken/],
  [
    'a span without a limit',
    `${SMALLEST}\nwithin: [{ from: reply.started, to: silence }]`,
    /say `most`, `least` or both/,
  ],
  ['an unknown setting', `${SMALLEST}\nsettings: { turnTaking: { eager: 1 } }`, /no setting turnTaking\.eager/],
  ['a wrong setting', `${SMALLEST}\nsettings: { turnTaking: { eagerness: 7 } }`, /settings\.turnTaking\.eagerness/],
];

for (const [what, text, message] of wrong) {
  test(`an author is told of ${what}`, () => {
    assert.throws(() => parseScenario(text, 'a.yaml'), message);
  });
}
