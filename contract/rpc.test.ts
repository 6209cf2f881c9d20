import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SottoFault } from './faults.ts';
import { connectCalls, type Packet, serveCalls, type Wire } from './rpc.ts';

type Calls = {
  double: { params: number; result: number };
  count: { params: number; result: null; item: number };
  hang: { params: null; result: null };
  fail: { params: null; result: null };
};

/** Two ends of a link; packets arrive in a later turn of the event loop, as between processes. */
function link(): { caller: Wire; server: Wire; cut: () => void } {
  const ends = [0, 1].map(() => ({ packets: [] as ((p: Packet) => void)[], closes: [] as (() => void)[] }));
  const wire = (own: number): Wire => ({
    post: (packet) =>
      void setImmediate(() => {
        for (const listener of ends[1 - own]?.packets ?? []) listener(structuredClone(packet));
      }),
    onPacket: (listener) => void ends[own]?.packets.push(listener),
    onClose: (listener) => void ends[own]?.closes.push(listener),
  });
  const cut = (): void => {
    for (const end of ends) for (const close of end.closes) close();
  };
  return { caller: wire(0), server: wire(1), cut };
}

function connected() {
  const { caller, server, cut } = link();
  const aborted: string[] = [];
  serveCalls<Calls>(server, {
    double: async (value) => value * 2,
    async count(to, { emit }) {
      for (let n = 1; n <= to; n++) emit(n);
      return null;
    },
    hang: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted.push('hang');
          reject(new Error('too late to matter'));
        });
      }),
    async fail() {
      throw new SottoFault('disk-full', 'The disk is full.', { stage: 'models' });
    },
  });
  return { client: connectCalls<Calls>(caller), cut, aborted };
}

const code = (expected: string) => (error: unknown) => error instanceof SottoFault && error.code === expected;

test('a call returns its value, and a stream its items in order before it', async () => {
  const { client } = connected();
  const items: number[] = [];
  assert.equal(await client.call('double', 21), 42);
  await client.call('count', 3, { onItem: (item) => items.push(item) });
  assert.deepEqual(items, [1, 2, 3]);
});

test('a fault keeps code, message and stage', async () => {
  const { client } = connected();
  await assert.rejects(client.call('fail', null), (error: SottoFault) => {
    assert.deepEqual(error.toFault(), {
      code: 'disk-full',
      message: 'The disk is full.',
      stage: 'models',
      retryable: false,
    });
    return true;
  });
});

test('a cancelled call settles at once, and the other side is told', async () => {
  const { client, aborted } = connected();
  const abort = new AbortController();
  const call = client.call('hang', null, { signal: abort.signal });
  abort.abort();
  await assert.rejects(call, code('cancelled'));
  await client.call('double', 1);
  assert.deepEqual(aborted, ['hang']);
});

test('the death of the peer settles everything, now and later', async () => {
  const { client, cut } = connected();
  const pending = [client.call('hang', null), client.call('hang', null)];
  cut();
  for (const call of pending) await assert.rejects(call, code('engine-gone'));
  await assert.rejects(client.call('double', 1), code('engine-gone'));
});

test('a call that is not known is refused by name', async () => {
  const { client } = connected();
  const anyone = client as unknown as { call(name: string, params: unknown): Promise<unknown> };
  await assert.rejects(anyone.call('constructor', null), code('unknown-call'));
});

// @ts-expect-error a call with other parameters does not compile
void (() => connected().client.call('double', 'two'));
