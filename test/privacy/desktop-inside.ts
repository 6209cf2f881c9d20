/** The real window in the network in which this program was started; its parent says what to do, one thing at a time. */

import { type DesktopApp, openDesktopApp } from '../support/desktop-app.ts';
import { MAIN_LEAKS } from './main-leaks.ts';

let desktop: DesktopApp | undefined;

function opened(): DesktopApp {
  if (desktop === undefined) throw new Error('There is no window yet.');
  return desktop;
}

/** An attempt that gets no answer has been made all the same. */
const PATIENCE_MS = 2000;

const ACTIONS: Readonly<Record<string, (what: string) => Promise<unknown>>> = {
  async open(appFolder) {
    desktop = await openDesktopApp({ appFolder });
    return desktop.home;
  },
  async 'open planted'(what) {
    const [module = '', way = ''] = what.split(' ');
    desktop = await openDesktopApp({ planted: { module, way } });
    return desktop.home;
  },
  page: (expression) => opened().page.evaluate(expression),
  async main(name) {
    const silence = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, 'no answer'));
    const ended = MAIN_LEAKS[name]?.run(opened().app).then(
      () => 'done',
      (error: unknown) => String(error),
    );
    return Promise.race([ended, silence]);
  },
  async close() {
    await desktop?.[Symbol.asyncDispose]();
  },
};

process.on('message', ({ id, action, what }: { id: number; action: string; what: string }) => {
  const answer = (value: object): void => void process.send?.({ id, ...value });
  void (ACTIONS[action]?.(what) ?? Promise.reject(new Error(action))).then(
    (value) => answer({ value }),
    (error: unknown) => answer({ error: String(error) }),
  );
});
