import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { SottoFault } from '../../../contract/faults.ts';
import { networkPermissions } from '../../network/network-permissions.ts';
import { destinationOf } from '../../network/purposes.ts';
import { cancelledFault } from '../cancellation.ts';
import type { Reachability } from './reachability.ts';

/** Name look-up, TCP and TLS together. */
const CONNECT_TIMEOUT_MS = 5000;
/** Without a byte for this long, a connection counts as cut. */
const IDLE_TIMEOUT_MS = 30_000;
const MAX_REDIRECTS = 8;

export interface GetRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly reachability: Reachability;
  readonly connectTimeoutMs?: number;
}

/**
 * GET, following redirects. Resolves with the response as soon as its headers are here; its body must be read or
 * destroyed. Throws `source-unreachable` when the host cannot be reached and remembers that; a connection that is cut
 * later fails with the plain error of the runtime.
 */
export async function get(request: GetRequest): Promise<IncomingMessage> {
  let url = request.url;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await getOnce({ ...request, url });
    const location = response.headers.location;
    if (location === undefined || ![301, 302, 303, 307, 308].includes(response.statusCode ?? 0)) return response;
    response.destroy();
    const next = new URL(location, url);
    if (url.protocol === 'https:' && next.protocol !== 'https:') {
      throw new SottoFault('source-unreachable', `${url.host} redirects to an unencrypted address; not followed.`);
    }
    url = next;
  }
  throw new SottoFault('source-unreachable', `${request.url.host} redirects in circles.`, { stage: 'models' });
}

function getOnce(request: GetRequest): Promise<IncomingMessage> {
  const { url, headers, signal, reachability } = request;
  if (signal.aborted) return Promise.reject(cancelledFault());
  const knownReason = reachability.reasonUnreachable(url);
  if (knownReason !== undefined) return Promise.reject(unreachable(url, knownReason));
  const options: RequestOptions = {
    headers: { 'user-agent': 'sotto', 'accept-encoding': 'identity', ...headers },
    agent: false,
    signal,
    timeout: IDLE_TIMEOUT_MS,
  };
  const permission = networkPermissions.permit('model-download', destinationOf(url));
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options);
    let connected = false;
    const connectTimer = setTimeout(() => {
      outgoing.destroy(new Error('no connection in time'));
    }, request.connectTimeoutMs ?? CONNECT_TIMEOUT_MS);
    outgoing.once('socket', (socket) => {
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        connected = true;
        clearTimeout(connectTimer);
      });
    });
    outgoing.once('timeout', () => outgoing.destroy(new Error('the connection went silent')));
    outgoing.once('response', (response) => {
      clearTimeout(connectTimer);
      resolve(response);
    });
    outgoing.once('error', (error) => {
      clearTimeout(connectTimer);
      if (signal.aborted) return reject(cancelledFault());
      if (connected || error instanceof SottoFault) return reject(error);
      reachability.markUnreachable(url, error.message);
      reject(unreachable(url, error.message, error));
    });
    outgoing.end();
  });
  return answered.finally(() => permission[Symbol.dispose]());
}

function unreachable(url: URL, reason: string, cause?: unknown): SottoFault {
  return new SottoFault('source-unreachable', `${url.host} cannot be reached (${reason}).`, {
    stage: 'models',
    retryable: true,
    cause,
  });
}
