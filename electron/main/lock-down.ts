/** What no page may do, whoever wrote it. Applied to every web contents there will ever be. */

import { app, type Session } from 'electron';
import { PAGE_ORIGIN } from './page-protocol.ts';

/** Call it before the app is ready. */
export function lockDownPages(): void {
  // Names are not looked up, not even by hints in a page: everything a page needs comes through our protocol.
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND , EXCLUDE localhost');
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event, url) => {
      if (!isOurPage(url)) event.preventDefault();
    });
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || !isOurPage(event.url)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  });
}

/** Sound is the engine's business: a page needs no permission at all. */
export function lockDownSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isAllowed(details.url) }));
}

export function isOurPage(url: string): boolean {
  return url === PAGE_ORIGIN || url.startsWith(`${PAGE_ORIGIN}/`);
}

function isAllowed(url: string): boolean {
  return isOurPage(url) || url.startsWith('devtools://') || url.startsWith('blob:') || url.startsWith('data:');
}
