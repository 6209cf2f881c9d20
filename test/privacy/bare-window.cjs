// A window with nothing but Electron's defaults: what it sends shows that the captured network sees it.

const http = require('node:http');
const { app, BrowserWindow } = require('electron');

const PAGE =
  '<!doctype html><html lang="en"><title>Bare</title><body><textarea spellcheck="true">somme wrods</textarea>';

void app.whenReady().then(() => {
  // Hints to the browser count only in a page that has an address.
  const server = http.createServer((_, response) => response.setHeader('content-type', 'text/html').end(PAGE));
  server.listen(0, '127.0.0.1', () => {
    const window = new BrowserWindow({ width: 800, height: 600 });
    const address = server.address();
    if (address !== null && typeof address === 'object') void window.loadURL(`http://127.0.0.1:${address.port}/`);
  });
});
