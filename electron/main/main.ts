/** The main process: the window, the tray, and who looks after the engine's process. It runs nothing heavy itself. */

import '../../engine/network/guarded.ts';
import { join } from 'node:path';
import {
  app,
  type BrowserWindow,
  ipcMain,
  MessageChannelMain,
  type MessagePortMain,
  protocol,
  session,
} from 'electron';
import { type EngineNotice, startEngineProcess } from './engine-process.ts';
import { EngineSupervisor } from './engine-supervisor.ts';
import { isOurPage, lockDownBrowser, lockDownPages, lockDownSession } from './lock-down.ts';
import { openMainWindow } from './main-window.ts';
import { answerPageRequest, PAGE_SCHEME } from './page-protocol.ts';
import { openTray } from './tray.ts';

const PAGE_FOLDER = join(import.meta.dirname, '..', '..', 'renderer');

function run(): void {
  app.enableSandbox();
  lockDownPages();
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);

  let window: BrowserWindow | undefined;
  let isQuitting = false;
  let last: EngineNotice | undefined;
  let tray: ReturnType<typeof openTray>;
  const show = (): void => {
    if (window === undefined || window.isDestroyed()) window = openMainWindow(() => tray !== undefined && !isQuitting);
    else {
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    }
  };
  const engine = new EngineSupervisor<MessagePortMain>({
    start: () =>
      startEngineProcess(last?.conversationId, (notice) => {
        last = notice;
        tray?.show(notice);
      }),
    onCrash: () => tray?.show({ phase: 'starting', floor: 'asleep', isMuted: false }),
    after: (delayMs, then) => void setTimeout(then, delayMs),
    nowMs: () => performance.now(),
  });

  // The one thing a page may ask of this process.
  ipcMain.on('assistant.connect', (event) => {
    const frame = event.senderFrame;
    if (frame === null || frame.parent !== null || !isOurPage(frame.url)) return;
    const { port1, port2 } = new MessageChannelMain();
    event.sender.postMessage('assistant.port', undefined, [port1]);
    engine.connect(port2);
  });

  app.on('second-instance', show);
  app.on('activate', show);
  app.on('window-all-closed', () => {
    if (tray === undefined) app.quit();
  });
  app.on('before-quit', (event) => {
    if (isQuitting) return;
    isQuitting = true;
    event.preventDefault();
    void engine.end().finally(() => app.quit());
  });
  // Electron holds back `ready` until this module has ended.
  void app.whenReady().then(() => {
    lockDownBrowser();
    lockDownSession(session.defaultSession);
    protocol.handle(PAGE_SCHEME, ({ url }) => answerPageRequest(PAGE_FOLDER, url));
    engine.start();
    tray = openTray({ show, quit: () => app.quit() });
    show();
  });
}

if (app.requestSingleInstanceLock()) run();
else app.quit();
