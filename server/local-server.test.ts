import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import WebSocket from 'ws';
import { connectCalls, type Handlers, type Packet, serveCalls } from '../contract/rpc.ts';
import { type LocalServer, serveLocally } from './local-server.ts';

interface Calls {
  echo: { params: { text: string }; result: string; item: string };
}

async function open(t: TestContext): Promise<LocalServer> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-pages-'));
  await mkdir(join(folder, 'pages'));
  await writeFile(join(folder, 'secret.js'), 'secret');
  await writeFile(join(folder, 'pages', 'index.html'), '<title>Sotto</title>');
  await writeFile(join(folder, 'pages', 'app.js'), 'const app = 1;');
  await symlink(join(folder, 'secret.js'), join(folder, 'pages', 'link.js'));
  const handlers: Handlers<Calls> = {
    echo: async ({ text }, { emit }) => {
      for (const letter of text) emit(letter);
      return text;
    },
  };
  const server = await serveLocally({
    port: 0,
    pageFolder: join(folder, 'pages'),
    onWire: (wire) => serveCalls<Calls>(wire, handlers),
  });
  t.after(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });
  return server;
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** As an attacker sends it: `fetch` would tidy the path up. */
function get({ port }: LocalServer, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers }, (response) => {
      let body = '';
      response.on('data', (data: Buffer) => {
        body += data.toString();
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });
}

function connect(server: LocalServer, token: string, headers: Record<string, string> = {}): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${server.port}/assistant?token=${token}`, { headers });
}

/** The status with which a client is turned away; 101 where it is let in. */
async function statusOf(socket: WebSocket): Promise<number> {
  const refused = new Promise<number>((resolve) => {
    socket.once('unexpected-response', (_request, { statusCode = 0 }) => resolve(statusCode));
  });
  const status = await Promise.race([refused, once(socket, 'open').then(() => 101)]);
  socket.on('error', () => undefined);
  socket.terminate();
  return status;
}

test('pages are served with what they may not do', async (t) => {
  const server = await open(t);
  const page = await get(server, '/');
  assert.equal(page.status, 200);
  assert.equal(page.body, '<title>Sotto</title>');
  assert.match(String(page.headers['content-security-policy']), /default-src 'none'.*frame-ancestors 'none'/);
  assert.equal((await get(server, '/app.js?v=1')).headers['content-type'], 'text/javascript; charset=utf-8');
});

test('nothing outside of the folder is served', async (t) => {
  const server = await open(t);
  const paths = [
    '/../secret.js',
    '/%2e%2e/secret.js',
    '/..%2fsecret.js',
    '/..%5csecret.js',
    '//secret.js',
    '/link.js',
    '/%',
    '/app.js%00',
    '/pages/../../secret.js',
  ];
  for (const path of paths) {
    const { status, body } = await get(server, path);
    assert.deepEqual([path, status, body.includes('secret')], [path, 404, false]);
  }
});

test('a name that a stranger has pointed at this machine is not served', async (t) => {
  const server = await open(t);
  assert.equal((await get(server, '/', { host: 'evil.example' })).status, 403);
  assert.equal((await get(server, '/', { host: `evil.example:${server.port}` })).status, 403);
});

test('who has no token, the wrong one, or comes from another page is not let in', async (t) => {
  const server = await open(t);
  const own = `http://127.0.0.1:${server.port}`;
  assert.equal(await statusOf(connect(server, server.token)), 101);
  assert.equal(await statusOf(connect(server, server.token, { origin: own })), 101);
  assert.equal(await statusOf(connect(server, '')), 401);
  assert.equal(await statusOf(connect(server, `${server.token}x`)), 401);
  assert.equal(await statusOf(connect(server, server.token, { origin: 'https://evil.example' })), 403);
  assert.equal(await statusOf(connect(server, server.token, { origin: 'null' })), 403);
  assert.equal(await statusOf(connect(server, server.token, { host: 'evil.example' })), 403);
});

test('calls and their items cross the socket', async (t) => {
  const server = await open(t);
  const socket = connect(server, server.token);
  await once(socket, 'open');
  const { call } = connectCalls<Calls>({
    post: (packet) => socket.send(JSON.stringify(packet)),
    onPacket: (listener) => void socket.on('message', (data) => listener(JSON.parse(String(data)) as Packet)),
    onClose: (listener) => void socket.on('close', listener),
  });
  const items: string[] = [];
  assert.equal(await call('echo', { text: 'abc' }, { onItem: (item) => items.push(item) }), 'abc');
  assert.deepEqual(items, ['a', 'b', 'c']);
  const lost = call('echo', { text: 'x' });
  socket.terminate();
  await assert.rejects(lost, { code: 'engine-gone' });
});

test('who sends something else than packets is sent away', async (t) => {
  const server = await open(t);
  for (const message of [
    'no json',
    '[]',
    '{"kind":"value","id":1,"value":2}',
    '{"kind":"call","id":-1,"name":"echo"}',
  ]) {
    const socket = connect(server, server.token);
    await once(socket, 'open');
    socket.send(message);
    const [code] = await once(socket, 'close');
    assert.deepEqual([message, code], [message, 1008]);
  }
});
