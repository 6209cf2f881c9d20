/** `sotto://app/…`: the built page, and what it may not do. No other address is ever loaded. */

import { readFile, realpath } from 'node:fs/promises';
import { extname, isAbsolute, join, relative, sep } from 'node:path';

export const PAGE_SCHEME = 'sotto';
export const PAGE_ORIGIN = 'sotto://app';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "media-src 'self' blob:",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = { 'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' };

/** Answers a request from the files below `folder`; everything else is not there. */
export async function answerPageRequest(folder: string, url: string): Promise<Response> {
  const file = await fileFor(folder, url).catch(() => undefined);
  if (file === undefined) return new Response('There is no such page.', { status: 404, headers: HEADERS });
  return new Response(new Uint8Array(await readFile(file.path)), {
    headers: { ...HEADERS, 'Content-Type': file.type },
  });
}

async function fileFor(folder: string, url: string): Promise<{ path: string; type: string } | undefined> {
  const { protocol, host, pathname } = new URL(url);
  const path = decodeURIComponent(pathname);
  if (protocol !== `${PAGE_SCHEME}:` || host !== 'app' || path.includes('\0') || path.includes('\\')) return undefined;
  const root = await realpath(folder);
  const file = await realpath(join(root, path === '/' ? 'index.html' : path));
  const inside = relative(root, file);
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) return undefined;
  const type = TYPES[extname(file)];
  return type === undefined ? undefined : { path: file, type };
}
