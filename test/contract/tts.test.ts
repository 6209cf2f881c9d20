import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFakeSynthesizer } from '../../engine/tts/fake-tts.ts';
import { describeSynthesizer } from './tts-contract.ts';

/** Answers after the call, as every runtime does. */
const ready = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describeSynthesizer('the fake', async () => createFakeSynthesizer({ ready }), { timings: 'told' });

test('the fake fails and hangs where its script says so', async () => {
  const fake = createFakeSynthesizer({ outcomes: ['fail', 'hang', 'speak'] });
  const request = { text: 'Good morning.', speaker: 0, speed: 1 };
  const live = new AbortController().signal;
  await assert.rejects(fake.synthesize(request, live), { code: 'internal' });

  const abort = new AbortController();
  const hanging = fake.synthesize(request, abort.signal);
  const next = fake.synthesize(request, live);
  setImmediate(() => abort.abort());
  await assert.rejects(hanging, { code: 'cancelled' });
  assert.equal((await next).pcm.length, request.text.length * 60 * 16);
  assert.equal(fake.requests.length, 3);
});
