// A window with nothing but Electron's defaults: what it sends shows that the captured network sees it.

const { app, BrowserWindow } = require('electron');

const PAGE =
  '<!doctype html><html lang="en"><title>Bare</title><body><textarea spellcheck="true">somme wrods</textarea>';

void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 800, height: 600 });
  void window.loadURL(`data:text/html,${encodeURIComponent(PAGE)}`);
});
