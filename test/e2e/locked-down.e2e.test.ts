/** What no page of the window can do: lead elsewhere, run what is not ours, be given anything. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { type DesktopApp, openDesktopApp } from '../support/desktop-app.ts';

/** A busy machine draws a page anew in seconds. */
const PATIENCE_MS = 30_000;

let desktop: DesktopApp;
before(async () => {
  desktop = await openDesktopApp({ withModels: false });
});
after(() => desktop?.[Symbol.asyncDispose]());

/**
 * Where the page is in the end: it may be on its way back. The page itself is asked; who waits through Playwright waits
 * for navigations to end that were refused.
 */
async function settledAt(page: Page, wanted: string): Promise<string> {
  const isDrawn = "document.querySelector('#root > *') !== null";
  const where = `${isDrawn} ? location.origin + location.pathname : 'not drawn'`;
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await delay(50)) {
    const found = await page.evaluate(where).catch(() => undefined);
    if (found === wanted) return wanted;
  }
  return page.url();
}

test('every renderer is in the sandbox, isolated, and knows nothing but the bridge', async () => {
  const { app, page } = desktop;
  const preferences = await app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => {
      const { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity } = (
        contents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      ).getLastWebPreferences();
      return {
        sandbox,
        contextIsolation,
        nodeIntegration,
        webviewTag,
        webSecurity,
        pid: contents.getOSProcessId(),
      };
    }),
  );
  assert.ok(preferences.length > 0);
  for (const { pid, ...kept } of preferences) {
    assert.deepEqual(kept, {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      webSecurity: true,
    });
    assert.match(readFileSync(`/proc/${pid}/status`, 'utf8'), /^Seccomp:\s+2$/m);
    assert.doesNotMatch(readFileSync(`/proc/${pid}/cmdline`, 'utf8'), /no-sandbox/);
  }
  const known = await page.evaluate(
    "['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in window)",
  );
  assert.deepEqual(known, []);
});

test('fifteen ways to lead a page elsewhere lead nowhere', async () => {
  const { app, page } = desktop;
  // The page itself leads from screen to screen, behind the `#`.
  const there = 'sotto://app/index.html';
  const ways = [
    "location.href = 'http://elsewhere.example/'",
    "location.href = 'https://elsewhere.example/'",
    "location.href = 'file:///etc/passwd'",
    "location.href = 'data:text/html,<script>1</script>'",
    "location.href = URL.createObjectURL(new Blob(['<p>'], { type: 'text/html' }))",
    "location.href = 'javascript:document.body.replaceChildren()'",
    "location.href = 'about:blank'",
    "location.href = 'sotto://evil/index.html'",
    "location.href = 'vscode://file/x'",
    "location.href = 'mailto:x@elsewhere.example'",
    "document.body.append(Object.assign(document.createElement('iframe'), { src: 'https://elsewhere.example/' }))",
    `{ const form = Object.assign(document.createElement('form'), { action: 'https://elsewhere.example/', method: 'post' });
       document.body.append(form); form.submit(); }`,
    "window.open('https://elsewhere.example/')",
    "window.open('about:blank')",
    "document.body.append(Object.assign(document.createElement('webview'), { src: 'https://elsewhere.example/' }))",
  ];
  for (const way of ways) {
    await page.evaluate(`{ ${way}; undefined }`).catch(() => undefined);
    assert.equal(await settledAt(page, there), there, way);
  }
  const open = await app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((each) => each.getURL().split('#')[0]),
  );
  assert.deepEqual(open, [there]);
});

test('six kinds of foreign code do not run, and the policy says which rule they broke', async () => {
  const { page } = desktop;
  const ran = await page.evaluate(`(async () => {
    globalThis.ran = [];
    const add = (tag, properties) => document.body.append(Object.assign(document.createElement(tag), properties));
    add('script', { textContent: "ran.push('inline')" });
    add('script', { src: "data:text/javascript,ran.push('data')" });
    add('script', { src: URL.createObjectURL(new Blob(["ran.push('blob')"], { type: 'text/javascript' })) });
    add('img', { src: 'sotto://app/nothing.png' });
    document.body.lastChild.setAttribute('onerror', "ran.push('attribute')");
    try { new Worker(URL.createObjectURL(new Blob(['postMessage(1)']))).onmessage = () => ran.push('worker'); } catch {}
    try { setTimeout("ran.push('timer')"); } catch {}
    await new Promise((resolve) => setTimeout(resolve, 500));
    return ran;
  })()`);
  assert.deepEqual(ran, []);
  // Code out of text, asked for by the page itself: what a test evaluates is let through.
  const made = await page.evaluate(`new Promise((resolve) => {
    addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective), { once: true });
    document.body.append(Object.assign(document.createElement('script'), { textContent: '1' }));
  })`);
  assert.match(String(made), /script-src/);
});

test('no permission is given, whatever is asked and by whichever frame', async () => {
  const { page } = desktop;
  const states = (await page.evaluate(`(async () => {
    const names = ['geolocation', 'notifications', 'push', 'midi', 'camera', 'microphone', 'clipboard-read',
      'background-sync', 'persistent-storage', 'screen-wake-lock', 'display-capture', 'idle-detection',
      'storage-access', 'window-management', 'local-fonts'];
    const states = {};
    for (const name of names) {
      const asked = { name, ...(name === 'push' ? { userVisibleOnly: true } : {}), sysex: true };
      states[name] = await navigator.permissions.query(asked).then(({ state }) => state, () => 'unknown');
    }
    return states;
  })()`)) as Record<string, string>;
  assert.deepEqual(
    Object.entries(states).filter(([, state]) => state === 'granted'),
    [],
  );
  assert.ok(Object.values(states).filter((state) => state === 'denied').length >= 8, JSON.stringify(states));
  const asks = `(async (scope) => {
    const refused = async (ask) => Promise.resolve().then(ask).then((value) => value === 'denied' ? 'refused' : 'given', () => 'refused');
    const { navigator } = scope;
    return {
      microphone: await refused(() => navigator.mediaDevices.getUserMedia({ audio: true })),
      camera: await refused(() => navigator.mediaDevices.getUserMedia({ video: true })),
      screen: await refused(() => navigator.mediaDevices.getDisplayMedia({ video: true })),
      place: await refused(() => new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject))),
      notifications: await refused(() => scope.Notification.requestPermission()),
      clipboard: await refused(() => navigator.clipboard.readText()),
      midi: await refused(() => navigator.requestMIDIAccess({ sysex: true })),
      usb: await refused(() => navigator.usb.requestDevice({ filters: [] })),
      serial: await refused(() => navigator.serial.requestPort()),
      hid: await refused(async () => { if ((await navigator.hid.requestDevice({ filters: [] })).length === 0) throw new Error('none'); }),
      bluetooth: await refused(() => navigator.bluetooth.requestDevice({ acceptAllDevices: true })),
    };
  })`;
  const everything = Object.entries((await page.evaluate(`${asks}(window)`)) as Record<string, string>);
  assert.deepEqual(
    everything.filter(([, end]) => end !== 'refused'),
    [],
  );
  const inFrame = await page.evaluate(`(() => {
    const frame = document.createElement('iframe');
    frame.allow = 'microphone; camera; geolocation';
    document.body.append(frame);
    return ${asks}(frame.contentWindow);
  })()`);
  assert.deepEqual(
    Object.entries(inFrame as Record<string, string>).filter(([, end]) => end !== 'refused'),
    [],
  );
});

test("the browser's own calls home are switched off on its command line", async () => {
  const { app } = desktop;
  const missing = await app.evaluate(({ app: main }) =>
    [
      'disable-background-networking',
      'disable-component-update',
      'disable-domain-reliability',
      'disable-sync',
      'no-pings',
      'disable-features',
      'host-resolver-rules',
    ].filter((name) => !main.commandLine.hasSwitch(name)),
  );
  assert.deepEqual(missing, []);
});

test('only a file that our own page made is offered for keeping', async () => {
  const { app, page, home } = desktop;
  await app.evaluate(({ session }, folder) => {
    const kept: string[] = [];
    Object.assign(globalThis, { kept });
    session.defaultSession.on('will-download', (_event, item) => {
      item.setSavePath(`${folder}/${item.getFilename()}`);
      item.once('done', (_done, state) => kept.push(`${item.getFilename()} ${state}`));
    });
  }, home);
  await page.evaluate(`(() => {
    const offer = (href, download) => Object.assign(document.createElement('a'), { href, download }).click();
    offer('data:text/plain,elsewhere', 'data.txt');
    offer('https://elsewhere.example/file', 'elsewhere.txt');
    offer(URL.createObjectURL(new Blob(['# Our talk'])), 'talk.md');
  })()`);
  const file = join(home, 'talk.md');
  for (const until = Date.now() + PATIENCE_MS; !existsSync(file) && Date.now() < until; ) await delay(50);
  assert.equal(readFileSync(file, 'utf8'), '# Our talk');
  for (const name of ['data.txt', 'elsewhere.txt']) assert.equal(existsSync(join(home, name)), false, name);
});
