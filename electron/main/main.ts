/** The main process: the window, the tray, and who looks after the engine's process. It runs nothing heavy itself. */

import '../../engine/network/guarded.ts';
import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  ipcMain,
  MessageChannelMain,
  type MessagePortMain,
  protocol,
  session,
} from 'electron';
import { WINDOW_KINDS } from '../../contract/desktop.ts';
import { type EngineNotice, startEngineProcess } from './engine-process.ts';
import { EngineSupervisor } from './engine-supervisor.ts';
import { Hotkey } from './hotkey.ts';
import { HIDDEN_SWITCH, launchAtLogin } from './launch-at-login.ts';
import { isOurPage, lockDownBrowser, lockDownPages, lockDownSession } from './lock-down.ts';
import { answerPageRequest, PAGE_SCHEME } from './page-protocol.ts';
import { refusedSwitch } from './refuse-debugging.ts';
import { openTray } from './tray.ts';
import { Windows } from './windows.ts';

const PAGE_FOLDER = join(import.meta.dirname, '..', '..', 'renderer');

function run(): void {
  app.enableSandbox();
  lockDownPages();
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);

  let isQuitting = false;
  let last: EngineNotice | undefined;
  let tray: ReturnType<typeof openTray>;
  const windows = new Windows(() => tray !== undefined && !isQuitting);
  const engine = new EngineSupervisor<MessagePortMain>({
    start: () =>
      startEngineProcess(last?.conversationId, (notice) => {
        last = notice;
        tray?.show(notice);
        obey(notice);
      }),
    onCrash: () => tray?.show({ phase: 'starting', floor: 'asleep', isMuted: false }),
    after: (delayMs, then) => void setTimeout(then, delayMs),
    nowMs: () => performance.now(),
  });

  const hotkey = new Hotkey({ press: () => engine.order('press'), release: () => engine.order('release') });
  let isAtLogin: string | undefined;
  const obey = ({ desktop }: EngineNotice): void => {
    if (desktop === undefined) return;
    hotkey.listenTo(desktop.hotkey);
    if (desktop.launchAtLogin === isAtLogin) return;
    isAtLogin = desktop.launchAtLogin;
    try {
      launchAtLogin(isAtLogin === 'on');
    } catch (error) {
      dialog.showErrorBox('Sotto', `Launch at login could not be changed: ${String(error)}`);
    }
  };

  // All that a page may ask of this process.
  ipcMain.on('window.show', (event, kind: unknown) => {
    const known = WINDOW_KINDS.find((one) => one === kind);
    if (known !== undefined && isFromOurPage(event)) windows.show(known);
  });
  ipcMain.on('window.close', (event) => {
    if (isFromOurPage(event)) BrowserWindow.fromWebContents(event.sender)?.close();
  });
  ipcMain.handle('hotkey.state', (event) => (isFromOurPage(event) ? hotkey.state : 'off'));
  ipcMain.on('assistant.connect', (event) => {
    if (!isFromOurPage(event)) return;
    const { port1, port2 } = new MessageChannelMain();
    event.sender.postMessage('assistant.port', undefined, [port1]);
    engine.connect(port2);
  });

  app.on('second-instance', () => windows.show('full'));
  app.on('activate', () => windows.show('full'));
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
    tray = openTray({
      show: (kind) => windows.show(kind),
      order: (order) => engine.order(order),
      quit: () => app.quit(),
    });
    // Without a tray nobody would find it again.
    if (tray === undefined || !app.commandLine.hasSwitch(HIDDEN_SWITCH)) windows.show('full');
  });
}

function isFromOurPage({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && isOurPage(senderFrame.url);
}

const refused = refusedSwitch();
if (refused !== undefined) {
  process.stderr.write(`sotto: refuses to start with --${refused}: it would let others listen in. Start it without.\n`);
  app.exit(2);
} else if (app.requestSingleInstanceLock()) run();
else app.quit();
