/** An OpenAI-compatible server on the loopback interface, for tests: scripted, and as hostile as the script. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: {
    readonly model: string;
    readonly messages: readonly { readonly role: string; readonly content: string }[];
    readonly max_tokens: number;
    readonly response_format?: unknown;
  };
}

export interface FakeOpenAiServer extends AsyncDisposable {
  readonly baseUrl: string;
  readonly requests: readonly ReceivedRequest[];
}

/** @param respond may write as it likes; it need not end the response. */
export async function startFakeOpenAiServer(
  respond: (request: ReceivedRequest, response: ServerResponse) => void | Promise<void>,
): Promise<FakeOpenAiServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      const request = { path: message.url ?? '', headers: message.headers, body };
      requests.push(request);
      void respond(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    [Symbol.asyncDispose]: () => close(server),
  };
}

/** One event of a stream. */
export function eventOf(payload: unknown): string {
  return `data: ${JSON.stringify(payload)}\n\n`;
}

export function textEvent(text: string): string {
  return eventOf({ choices: [{ index: 0, delta: { content: text } }] });
}

export function finishEvents(reason: 'stop' | 'length'): string {
  return `${eventOf({ choices: [{ index: 0, delta: {}, finish_reason: reason }] })}data: [DONE]\n\n`;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
