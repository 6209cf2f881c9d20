/** Ways for the main process of a window to send something out: how, and what of it a captured network shows. */

import type { ElectronApplication } from 'playwright-core';

export interface MainLeak {
  readonly run: (app: ElectronApplication) => Promise<unknown>;
  /** Stands in the line of a captured packet. */
  readonly sign: string;
}

export const MAIN_LEAKS: Readonly<Record<string, MainLeak>> = {
  fetch: { sign: '> 10.98.0.1.', run: (app) => app.evaluate(() => fetch('http://10.98.0.1/')) },
  'net.connect': {
    sign: '> 10.98.0.2.',
    run: (app) =>
      app.evaluate(
        () =>
          new Promise((resolve, reject) => {
            const net = process.getBuiltinModule('node:net');
            net.connect(80, '10.98.0.2').on('connect', resolve).on('error', reject);
          }),
      ),
  },
  'dns.lookup': {
    sign: 'main.example.',
    run: (app) => app.evaluate(() => process.getBuiltinModule('node:dns').promises.lookup('main.example')),
  },
  'net.fetch of the browser': {
    sign: '> 10.98.0.3.',
    run: (app) => app.evaluate(({ net }) => net.fetch('http://10.98.0.3/').then(() => 1)),
  },
  'net.request of the browser': {
    sign: '> 10.98.0.4.',
    run: (app) =>
      app.evaluate(
        ({ net }) =>
          new Promise((resolve, reject) => {
            net.request('http://10.98.0.4/').on('response', resolve).on('error', reject).end();
          }),
      ),
  },
  'fetch of a session': {
    sign: '> 10.98.0.5.',
    run: (app) => app.evaluate(({ session }) => session.defaultSession.fetch('http://10.98.0.5/').then(() => 1)),
  },
  'fetch of a new session': {
    sign: '> 10.98.0.6.',
    run: (app) =>
      app.evaluate(({ session }) =>
        session
          .fromPartition('new')
          .fetch('http://10.98.0.6/')
          .then(() => 1),
      ),
  },
  'name looked up by a session': {
    sign: 'resolved.example.',
    run: (app) => app.evaluate(({ session }) => session.defaultSession.resolveHost('resolved.example').then(() => 1)),
  },
  'download of a session': {
    sign: '> 10.98.0.7.',
    run: (app) => app.evaluate(({ session }) => session.defaultSession.downloadURL('http://10.98.0.7/')),
  },
  'connection in advance': {
    sign: '> 10.98.0.8.',
    run: (app) =>
      app.evaluate(({ session }) => session.defaultSession.preconnect({ url: 'http://10.98.0.8/', numSockets: 2 })),
  },
  'page of a new window': {
    sign: '> 10.98.0.9.',
    run: (app) =>
      app.evaluate(({ BrowserWindow }) => {
        const window = new BrowserWindow({ show: false });
        return window.loadURL('http://10.98.0.9/').finally(() => window.destroy());
      }),
  },
};
