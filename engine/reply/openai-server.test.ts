import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';

import { SottoFault } from '../../contract/faults.ts';
import { eventOf, finishEvents, startFakeOpenAiServer, textEvent } from './fake-openai-server.ts';
import type { GenerateRequest, LanguageModel, ReplyDelta } from './language-model.ts';
import { createOpenAiServerLanguageModel, type OpenAiServerOptions } from './openai-server.adapter.ts';

const SAID = 'My password is swordfish, what now?';
const REQUEST: GenerateRequest = {
  messages: [{ role: 'user', text: SAID }],
  maxTokens: 20,
  temperature: 0,
  priority: 'foreground',
};
const NEVER = new AbortController().signal;

async function collect(model: LanguageModel, request = REQUEST, signal = NEVER): Promise<ReplyDelta[]> {
  const deltas: ReplyDelta[] = [];
  for await (const delta of model.generate(request, signal)) deltas.push(delta);
  return deltas;
}

/** Asks a server that answers with `respond`. */
async function ask(
  respond: (response: ServerResponse) => void,
  options: Partial<OpenAiServerOptions> = {},
): Promise<ReplyDelta[]> {
  const server = await startFakeOpenAiServer((_, response) => respond(response));
  const model = createOpenAiServerLanguageModel({ baseUrl: server.baseUrl, model: 'm', ...options });
  try {
    return await collect(model);
  } finally {
    await model[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  }
}

async function faultOf(work: Promise<unknown>): Promise<SottoFault> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof SottoFault, `expected a fault, got ${String(error)}`);
  return error;
}

function textOf(deltas: readonly ReplyDelta[]): string {
  return deltas.map((delta) => (delta.type === 'text' ? delta.text : '')).join('');
}

test('sends what was asked and reads what is streamed', async () => {
  const server = await startFakeOpenAiServer((_, response) => {
    response.write(textEvent('Par'));
    response.write(textEvent('is.'));
    response.write(eventOf({ choices: [{ delta: {}, finish_reason: 'stop' }] }));
    const usage = { prompt_tokens: 9, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 4 } };
    response.end(`${eventOf({ choices: [], usage })}data: [DONE]\n\n`);
  });
  const model = createOpenAiServerLanguageModel({ baseUrl: `${server.baseUrl}/`, model: 'm', apiKey: 'k' });
  const schema = { type: 'object' };
  const deltas = await collect(model, { ...REQUEST, seed: 3, jsonSchema: schema });
  assert.deepEqual(deltas, [
    { type: 'text', text: 'Par' },
    { type: 'text', text: 'is.' },
    { type: 'finished', reason: 'end', usage: { promptTokens: 9, evaluatedTokens: 5, generatedTokens: 3 } },
  ]);
  const [request] = server.requests;
  assert.equal(request?.path, '/v1/chat/completions');
  assert.equal(request?.headers.authorization, 'Bearer k');
  assert.deepEqual(request?.body, {
    model: 'm',
    messages: [{ role: 'user', content: SAID }],
    stream: true,
    stream_options: { include_usage: true },
    temperature: 0,
    max_tokens: 20,
    seed: 3,
    response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } },
  });
  await server[Symbol.asyncDispose]();
});

test('reads a stream whatever its line ends, comments and cuts', async () => {
  const stream = Buffer.from(
    `: keep alive\r\n\r\nevent: x\r\ndata:{"choices":[{"delta":\r\ndata: {"content":"Grüße 🙂"}}]}\r\n\r\n` +
      `data: {"choices":[{"delta":{"reasoning_content":"hm"}}]}\n\n\n` +
      `data: {"choices":[{"delta":{"content":null}}]}\r\r` +
      `data: {"choices":[{"delta":{"content":"!"},"finish_reason":"length"}]}\n\ndata: [DONE]`,
  );
  for (const size of [1, 2, 3, 7, 1000]) {
    const deltas = await ask((response) => {
      for (let at = 0; at < stream.length; at += size) response.write(stream.subarray(at, at + size));
      response.end();
    });
    assert.equal(textOf(deltas), 'Grüße 🙂!');
    const last = deltas.at(-1);
    assert.equal(last?.type === 'finished' ? last.reason : '', 'length');
  }
});

const REFUSALS: readonly (readonly [status: number, body: string, code: string, retryable: boolean, says: RegExp])[] = [
  [401, '{"error":{"message":"bad key"}}', 'server-refused', false, /API key.*bad key/],
  [404, '{"error":"no such model"}', 'server-refused', false, /"m".*no such model/],
  [404, '<html>nginx</html>', 'server-refused', false, /address and the model\.$/],
  [429, '{"message":"slow down"}', 'server-refused', true, /Try again in 7 seconds.*slow down/],
  [503, 'loading', 'server-refused', true, /503.*loading/],
  [400, '{"error":{"code":"context_length_exceeded","message":"x"}}', 'bad-input', false, /longer than/],
  [422, `{"error":"cannot handle: ${SAID}"}`, 'server-refused', false, /422\.$/],
  [307, '', 'server-refused', false, /another address/],
];

for (const [status, body, code, retryable, says] of REFUSALS) {
  test(`a refusal with ${status} and ${body.slice(0, 30)} says what to do`, async () => {
    const fault = await faultOf(
      ask((response) => {
        response.writeHead(status, { 'retry-after': '7', location: 'http://elsewhere.invalid/' });
        response.end(body);
      }),
    );
    assert.deepEqual([fault.code, fault.retryable], [code, retryable]);
    assert.match(fault.message, says);
    assert.doesNotMatch(fault.message, /swordfish/);
  });
}

test('a server that is not there', async () => {
  const server = await startFakeOpenAiServer(() => undefined);
  const model = createOpenAiServerLanguageModel({ baseUrl: server.baseUrl, model: 'm' });
  await server[Symbol.asyncDispose]();
  const fault = await faultOf(collect(model));
  assert.equal(fault.code, 'server-unreachable');
  assert.match(fault.message, /127\.0\.0\.1.*cannot be reached/);
});

test('a server that never answers', async () => {
  const fault = await faultOf(ask(() => undefined, { connectTimeoutMs: 30 }));
  assert.equal(fault.code, 'server-unreachable');
  assert.match(fault.message, /does not answer/);
});

test('a server that falls silent in mid-answer', async () => {
  const fault = await faultOf(ask((response) => void response.write(textEvent('Well')), { idleTimeoutMs: 30 }));
  assert.equal(fault.code, 'server-unreachable');
  assert.match(fault.message, /fell silent/);
});

test('a connection that breaks in mid-answer', async () => {
  for (const hangUp of [(r: ServerResponse) => r.end(), (r: ServerResponse) => r.destroy()]) {
    const fault = await faultOf(ask((response) => void response.write(textEvent('Well'), () => hangUp(response))));
    assert.equal(fault.code, 'server-unreachable');
    assert.match(fault.message, /broke the connection off/);
  }
});

test('an error inside the stream', async () => {
  const fault = await faultOf(ask((response) => void response.end(eventOf({ error: { message: 'out of memory' } }))));
  assert.deepEqual([fault.code, fault.retryable], ['server-refused', true]);
  assert.match(fault.message, /out of memory/);
});

test('something that is not the protocol', async () => {
  for (const body of ['data: hello\n\n', 'data: {"choices":7}\n\n', '<html></html>']) {
    const fault = await faultOf(ask((response) => void response.end(body)));
    assert.match(fault.code, /^server-(refused|unreachable)$/);
  }
});

test('an event without an end does not fill the memory', async () => {
  let written = 0;
  const fault = await faultOf(
    ask((response) => {
      const more = (): void => {
        written += 1;
        if (!response.destroyed) response.write('x'.repeat(1 << 16), more);
      };
      response.write('data: ', more);
    }),
  );
  assert.equal(fault.code, 'server-refused');
  assert.ok(written < 200, `${written} pieces of 64 KiB were read`);
});

test('an answer without an end is cut', async () => {
  const deltas = await ask((response) => {
    const more = (): void => void (response.destroyed || response.write(textEvent('and so on '), more));
    more();
  });
  const last = deltas.at(-1);
  assert.equal(last?.type === 'finished' ? last.reason : '', 'length');
  assert.ok(textOf(deltas).length < 20 * 40);
});

test('an abort ends the request at the server too', async () => {
  const abort = new AbortController();
  let closed = (): void => undefined;
  const isClosed = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const server = await startFakeOpenAiServer((_, response) => {
    response.on('close', closed);
    response.write(textEvent('Well'));
  });
  const model = createOpenAiServerLanguageModel({ baseUrl: server.baseUrl, model: 'm' });
  const fault = await faultOf(
    (async () => {
      for await (const _ of model.generate(REQUEST, abort.signal)) abort.abort();
    })(),
  );
  assert.equal(fault.code, 'cancelled');
  await isClosed;
  await server[Symbol.asyncDispose]();
});

test('a reader that leaves early ends the request at the server', async () => {
  let closed = (): void => undefined;
  const isClosed = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const server = await startFakeOpenAiServer((_, response) => {
    response.on('close', closed);
    response.write(textEvent('Well') + finishEvents('stop'));
  });
  const model = createOpenAiServerLanguageModel({ baseUrl: server.baseUrl, model: 'm' });
  for await (const _ of model.generate(REQUEST, NEVER)) break;
  await isClosed;
  await server[Symbol.asyncDispose]();
});

test('an address that is none', () => {
  for (const baseUrl of ['', 'localhost:11434', 'file:///etc/passwd', 'http://name:word@host/v1']) {
    assert.throws(() => createOpenAiServerLanguageModel({ baseUrl, model: 'm' }), { code: 'bad-input' });
  }
});
