/** An installed application is no place for a debugger: who can start it with one would hear and read everything. */

import { app } from 'electron';

const REFUSED = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'inspect',
  'inspect-brk',
  'js-flags',
  'no-sandbox',
  'disable-web-security',
  'load-extension',
];

/** @returns the switch that it was started with and must not be. */
export function refusedSwitch(): string | undefined {
  return app.isPackaged ? REFUSED.find((name) => app.commandLine.hasSwitch(name)) : undefined;
}
