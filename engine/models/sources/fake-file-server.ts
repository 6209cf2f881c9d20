/** An HTTP server on the loopback interface that misbehaves on request, for tests of downloads. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServedFile {
  readonly body: Buffer;
  readonly etag?: string;
  /** `ignored`: every answer is the whole file. */
  readonly ranges?: 'served' | 'ignored';
  /** Each answer breaks off after this many bytes, this many times. */
  readonly cutAfterBytes?: number;
  cuts?: number;
  readonly status?: number;
  readonly redirectTo?: string;
  /** Sends the headers and this many bytes, then nothing. */
  readonly stallAfterBytes?: number;
  /** Bytes a write, with an event loop turn between; the whole at once where left out. */
  readonly chunkBytes?: number;
}

export interface SeenRequest {
  readonly path: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
}

export class FakeFileServer implements AsyncDisposable {
  readonly requests: SeenRequest[] = [];
  readonly files: Map<string, ServedFile> = new Map();
  /** Called once a stalled answer has sent all it will send. */
  onStalled: (() => void) | undefined;
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  static async start(): Promise<FakeFileServer> {
    const fake = new FakeFileServer();
    await new Promise<void>((resolve) => {
      fake.#server.listen(0, '127.0.0.1', resolve);
    });
    return fake;
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    const { range } = request.headers;
    const ifRange = request.headers['if-range'];
    this.requests.push({ path, range, ifRange: typeof ifRange === 'string' ? ifRange : undefined });
    const file = this.files.get(path);
    if (file === undefined) return void response.writeHead(404).end();
    if (file.status !== undefined) return void response.writeHead(file.status).end();
    if (file.redirectTo !== undefined) return void response.writeHead(302, { location: file.redirectTo }).end();
    const wanted = /^bytes=(\d+)-(\d+)$/.exec(range ?? '');
    const isFresh = ifRange === undefined || ifRange === file.etag;
    const etag = file.etag === undefined ? {} : { etag: file.etag };
    if (wanted === null || file.ranges === 'ignored' || !isFresh) {
      response.writeHead(200, { 'content-length': file.body.length, ...etag });
      return this.#send(response, file, file.body);
    }
    const [start, last] = [Number(wanted[1]), Math.min(Number(wanted[2]), file.body.length - 1)];
    const part = file.body.subarray(start, last + 1);
    const contentRange = `bytes ${start}-${last}/${file.body.length}`;
    response.writeHead(206, { 'content-length': part.length, 'content-range': contentRange, ...etag });
    await this.#send(response, file, part);
  }

  async #send(response: ServerResponse, file: ServedFile, bytes: Buffer): Promise<void> {
    if (file.stallAfterBytes !== undefined) {
      response.write(bytes.subarray(0, file.stallAfterBytes), () => this.onStalled?.());
      return;
    }
    if (file.cutAfterBytes !== undefined && (file.cuts ?? 0) > 0) {
      file.cuts = (file.cuts ?? 0) - 1;
      response.write(bytes.subarray(0, file.cutAfterBytes), () => response.destroy());
      return;
    }
    const chunkBytes = file.chunkBytes ?? bytes.length;
    for (let at = 0; at < bytes.length && !response.destroyed; at += chunkBytes) {
      await new Promise((resolve) => {
        response.write(bytes.subarray(at, at + chunkBytes), resolve);
      });
    }
    response.end();
  }
}
