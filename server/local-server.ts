/** The assistant for browsers of this machine: a page over HTTP, and calls over a WebSocket. */

import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Wire } from '../contract/rpc.ts';
import { isSameToken, newAccessToken } from './access-token.ts';
import { pageFile, securityHeaders } from './page-files.ts';
import { socketWire } from './socket-wire.ts';

export interface LocalServerOptions {
  /** 0 takes any that is free. */
  readonly port: number;
  /** Folder of the built page. */
  readonly pageFolder: string;
  readonly onWire: (wire: Wire) => void;
}

export interface LocalServer extends AsyncDisposable {
  /** With the token behind `#`, where it is never sent with a request. */
  readonly address: string;
  readonly port: number;
  readonly token: string;
}

const LOOPBACK = '127.0.0.1';
const SOCKET_PATH = '/assistant';
const MAX_CLIENTS = 16;
const MAX_MESSAGE_BYTES = 256 * 1024;

/** Rejects when the port is taken. */
export async function serveLocally({ port, pageFolder, onWire }: LocalServerOptions): Promise<LocalServer> {
  const token = newAccessToken();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const server = createServer((request, response) => void answer(request, response, pageFolder));
  server.on('upgrade', (request, stream, head) => {
    const refusal = sockets.clients.size >= MAX_CLIENTS ? '503 Service Unavailable' : refuse(request, token);
    if (refusal !== undefined) return endWith(stream, refusal);
    sockets.handleUpgrade(request, stream, head, (socket) => onWire(socketWire(socket)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  const taken = (server.address() as AddressInfo).port;
  return {
    address: `http://${LOOPBACK}:${taken}/#token=${token}`,
    port: taken,
    token,
    async [Symbol.asyncDispose]() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Names that resolve to this machine by a stranger's wish are not this machine. */
function isOurHost(request: IncomingMessage): boolean {
  const { port } = request.socket.address() as AddressInfo;
  return request.headers.host === `${LOOPBACK}:${port}` || request.headers.host === `localhost:${port}`;
}

/** Why a client is not let in; undefined lets it in. A page of another origin may not, whatever token it has. */
function refuse(request: IncomingMessage, token: string): string | undefined {
  if (!isOurHost(request)) return '403 Forbidden';
  const { origin, host } = request.headers;
  if (origin !== undefined && origin !== `http://${host}`) return '403 Forbidden';
  const url = new URL(request.url ?? '/', `http://${LOOPBACK}`);
  if (url.pathname !== SOCKET_PATH) return '404 Not Found';
  return isSameToken(url.searchParams.get('token') ?? '', token) ? undefined : '401 Unauthorized';
}

function endWith(stream: Duplex, status: string): void {
  stream.on('error', () => undefined);
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

async function answer(request: IncomingMessage, response: ServerResponse, folder: string): Promise<void> {
  const headers = securityHeaders();
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const file = isRead && isOurHost(request) ? await pageFile(folder, request.url ?? '/') : undefined;
  if (file === undefined) {
    response.writeHead(isOurHost(request) ? 404 : 403, { ...headers, 'Content-Type': 'text/plain' });
    response.end(isOurHost(request) ? 'There is no such page.' : 'This address is not ours.');
    return;
  }
  response.writeHead(200, { ...headers, 'Content-Type': file.type });
  if (request.method === 'HEAD') return void response.end();
  createReadStream(file.path)
    .on('error', () => response.destroy())
    .pipe(response);
}
