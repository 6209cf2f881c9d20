/** The one bridge between a page and the rest: packets to and from the assistant, and nothing else. */

import type { IpcRendererEvent } from 'electron';
import type { Desktop } from '../../contract/desktop.ts';
import type { Packet } from '../../contract/rpc.ts';

const { contextBridge, ipcRenderer, webUtils } = require('electron') as typeof import('electron');

/** Of a port in a page, what is used here. */
interface PagePort {
  onmessage: (event: { readonly data: Packet }) => void;
  addEventListener(type: 'close', listener: () => void): void;
  postMessage(packet: Packet): void;
  start(): void;
  close(): void;
}

/** Ports come in the order in which they were asked for. */
const waiting: ((port: PagePort) => void)[] = [];

ipcRenderer.on('assistant.port', (event: IpcRendererEvent) => {
  const [port] = event.ports as unknown as readonly PagePort[];
  if (port !== undefined) waiting.shift()?.(port);
});

const desktop: Desktop = {
  pathOf: (file) => webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]),
  show: (kind) => ipcRenderer.send('window.show', kind),
  close: () => ipcRenderer.send('window.close'),
  hotkeyState: () => ipcRenderer.invoke('hotkey.state'),
  async connect(onPacket, onClose) {
    const port = await new Promise<PagePort>((resolve) => {
      waiting.push(resolve);
      ipcRenderer.send('assistant.connect');
    });
    port.onmessage = ({ data }) => onPacket(data);
    // Told by Electron when the process at the other end is gone.
    port.addEventListener('close', () => onClose());
    port.start();
    return { post: (packet) => port.postMessage(packet), close: () => port.close() };
  },
};

contextBridge.exposeInMainWorld('desktop', desktop);
