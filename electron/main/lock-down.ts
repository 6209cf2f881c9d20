/** What no page may do, whoever wrote it. Applied to every web contents and every session there will ever be. */

import { setTimeout as delay } from 'node:timers/promises';
import { app, net, type Session, type WebContents } from 'electron';
import { replace } from '../../engine/network/guard-sockets.ts';
import { judge } from '../../engine/network/guarded.ts';
import { PAGE_ORIGIN } from './page-protocol.ts';
import { quietChromium, quietResolver, quietSession } from './quiet-chromium.ts';

const EMPTY_PAGE = 'about:blank';
const AGAIN_MS = 100;

/** Call it before the app is ready. */
export function lockDownPages(): void {
  quietChromium();
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event, url) => {
      if (!isOurPage(url)) event.preventDefault();
    });
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || !isOurPage(event.url)) event.preventDefault();
    });
    // An empty page is not asked about before; whoever went there is brought back.
    contents.on('did-navigate', (_navigated, url) => {
      if (url === EMPTY_PAGE) void bringBack(contents);
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  });
  app.on('session-created', lockDownSession);
}

/** An empty page can break its own way back off by going elsewhere. */
async function bringBack(contents: WebContents): Promise<void> {
  while (!contents.isDestroyed() && contents.getURL() === EMPTY_PAGE) {
    await contents.loadURL(`${PAGE_ORIGIN}/index.html`).catch(() => delay(AGAIN_MS));
  }
}

/** The browser's own way out, for this process. Call it once the app is ready. */
export function lockDownBrowser(): void {
  quietResolver();
  for (const name of ['request', 'fetch', 'resolveHost'] as const) {
    replace(net, name, (target: unknown) => {
      throw judge.page(typeof target === 'string' ? target : '');
    });
  }
}

/** Sound is the engine's business: a page needs no permission at all. */
export function lockDownSession(session: Session): void {
  quietSession(session);
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const cancel = !isAllowed(url);
    if (cancel) judge.page(url);
    answer({ cancel });
  });
  // A file that our page made, such as an exported conversation: the user is asked where to.
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(`blob:${PAGE_ORIGIN}/`)) event.preventDefault();
  });
}

export function isOurPage(url: string): boolean {
  return url === PAGE_ORIGIN || url.startsWith(`${PAGE_ORIGIN}/`);
}

function isAllowed(url: string): boolean {
  return isOurPage(url) || url.startsWith('devtools://') || url.startsWith('blob:') || url.startsWith('data:');
}
