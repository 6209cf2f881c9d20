import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type DesktopApp, openDesktopApp } from '../support/desktop-app.ts';

/** What the page does with `window.desktop`; kept in the page between two looks at it. */
const CONNECT = `(async () => {
  const seen = { events: [], state: undefined, closed: false, values: {}, faults: {} };
  globalThis.seen = seen;
  const wire = await window.desktop.connect(
    (packet) => {
      if (packet.kind === 'value') seen.values[packet.id] = packet.value ?? null;
      if (packet.kind === 'fault') seen.faults[packet.id] = packet.fault;
      if (packet.kind !== 'item') return;
      if (packet.item.kind === 'snapshot') seen.state = packet.item.state;
      else seen.events.push(packet.item.event);
    },
    () => { seen.closed = true; },
  );
  globalThis.call = (id, name, params) => wire.post({ kind: 'call', id, name, params });
  call(1, 'state.watch', {});
})()`;

const isReady = "seen.state?.phase === 'ready' || seen.events.some((event) => event.phase === 'ready')";

/** A minute is long for models on a busy machine, and short for somebody who waits for a test. */
const LIMIT_MS = 60_000;

/** The policy of the page forbids to make code out of text in it, so that the page itself looks again and again. */
async function until(page: Page, condition: string): Promise<void> {
  await page.evaluate(`new Promise((resolve, reject) => {
    const until = performance.now() + ${LIMIT_MS};
    const look = () => {
      if (${condition}) resolve();
      else if (performance.now() < until) setTimeout(look, 20);
      else reject(new Error(JSON.stringify([${JSON.stringify(condition)}, seen.state?.phase, seen.events.slice(-5)])));
    };
    look();
  })`);
}

async function connect(page: Page): Promise<void> {
  await page.evaluate(CONNECT);
  await until(page, isReady);
}

let desktop: DesktopApp;
before(async () => {
  desktop = await openDesktopApp();
  desktop.page.setDefaultTimeout(LIMIT_MS);
});
after(() => desktop?.[Symbol.asyncDispose]());

test('a page is in the sandbox, and knows nothing but the bridge', async () => {
  const globals = await desktop.page.evaluate('[typeof require, typeof process, Object.keys(window.desktop).join()]');
  assert.deepEqual(globals, ['undefined', 'undefined', 'pathOf,show,close,hotkeyState,connect']);
  const address = await desktop.page.evaluate('location.origin + location.pathname');
  assert.match(String(address), /^sotto:\/\/app\//);
  const switches = await desktop.app.evaluate(({ app }) => app.commandLine.hasSwitch('no-sandbox'));
  assert.equal(switches, false);
});

test('the page shows where to type', async () => {
  await desktop.page.locator('#root').getByRole('textbox').first().waitFor();
});

test('a question typed in the page is answered in it', async () => {
  const { page } = desktop;
  await connect(page);
  const box = page.getByRole('textbox').first();
  await box.fill('What is the capital of France?');
  await box.press('Enter');
  await until(page, "seen.events.some(({ type, turn }) => type === 'turn.kept' && turn.role === 'assistant')");
  const kept = (await page.evaluate(
    "seen.events.filter(({ type }) => type === 'turn.kept').map(({ turn }) => turn)",
  )) as { role: string; text: string }[];
  assert.deepEqual(kept.map(({ role }) => role).slice(0, 2), ['user', 'assistant']);
  const answer = kept[1]?.text ?? '';
  assert.ok(answer.trim().length > 0);
  const words = answer.trim().split(/\s+/).slice(0, 3).join(' ');
  await page.locator('#root').getByText(words).first().waitFor();
});

test('a page that is loaded again in the middle of an answer finds it', async () => {
  const { page } = desktop;
  await page.evaluate("call(3, 'talk.submit', { text: 'Count from one to forty in words.', isSilent: true })");
  await until(page, "seen.events.filter(({ type }) => type === 'reply.delta').length > 6");
  await page.reload();
  await connect(page);
  const answered = `(seen.state.open.turns.some(({ turn, role }) => turn === 2 && role === 'assistant')
    || seen.events.some((event) => event.type === 'turn.kept' && event.turn.turn === 2 && event.turn.role === 'assistant'))`;
  await until(page, answered);
  assert.equal(
    await page.evaluate('seen.state.open.turns.find(({ turn }) => turn === 2)?.text'),
    'Count from one to forty in words.',
  );
});

test('an engine that is killed in the middle of an answer comes back with the conversation', async () => {
  const { page, app } = desktop;
  await page.evaluate("call(4, 'talk.submit', { text: 'Count from one to fifty in words.', isSilent: true })");
  const isWriting = `(() => {
    const asked = seen.events.findIndex((event) => event.type === 'turn.kept' && event.turn.turn === 3);
    return asked >= 0 && seen.events.slice(asked).some(({ type }) => type === 'reply.delta');
  })()`;
  await until(page, isWriting);
  const pids = await app.evaluate(({ app: main }) =>
    main
      .getAppMetrics()
      .filter(({ name }) => name === 'Sotto engine')
      .map(({ pid }) => pid),
  );
  assert.equal(pids.length, 1);
  process.kill(pids[0] ?? 0, 'SIGKILL');
  await until(page, 'seen.closed');
  await connect(page);
  const turns = (await page.evaluate('seen.state.open.turns')) as { turn: number; role: string; text: string }[];
  assert.equal(turns.find(({ turn }) => turn === 1)?.role, 'user');
  assert.equal(turns.at(-1)?.turn, 3, 'the words of the turn that was not answered are kept');
  await page.evaluate("call(5, 'talk.submit', { text: 'Say hello.', isSilent: true })");
  await until(page, '5 in seen.values || 5 in seen.faults');
  assert.deepEqual(await page.evaluate('seen.faults'), {});
});

test('a page leads nowhere else, and asks for nothing', async () => {
  const { page, app } = desktop;
  const before = page.url();
  await page.evaluate(
    "for (const url of ['https://example.org', 'file:///etc/passwd', 'sotto://other/', 'data:text/html,x']) location.href = url",
  );
  assert.equal(await page.evaluate("String(window.open('https://example.org'))"), 'null');
  assert.equal(page.url(), before);
  assert.equal(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length), 1);
  const microphone = await page.evaluate(
    'navigator.mediaDevices.getUserMedia({ audio: true }).then(() => "given", (error) => error.name)',
  );
  assert.equal(microphone, 'NotAllowedError');
  assert.equal(await page.evaluate("fetch('https://example.org').then(() => 'fetched', () => 'refused')"), 'refused');
});
