// The least that opens a window: what the desktop bench measures beside ours.
const { app, BrowserWindow } = require('electron');

void app
  .whenReady()
  .then(() => new BrowserWindow({ width: 1100, height: 760 }).loadURL('data:text/html,<h1>Bare</h1>'));
