/** The main process: windows, tray, hotkey, and who looks after the engine's process. */

import { app, BrowserWindow } from 'electron';

void app.whenReady().then(() => new BrowserWindow());
