/** The first steps in a real Chromium, with a scripted assistant behind them; and both they and the settings in every look. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type BuiltPages,
  buildPages,
  tabTo,
  violations,
  withoutChromium,
  withoutModels,
} from '../support/built-pages.ts';
import { untilAsked } from '../support/fake-assistant-host.ts';
import { LANGUAGES, WORDS } from '../support/page-words.ts';

const skip = withoutChromium;
let pages: BuiltPages;
before(async () => {
  if (skip === false) pages = await buildPages();
});
after(() => pages?.[Symbol.asyncDispose]());

const LOOKS = [{ theme: 'light' }, { theme: 'dark' }, { theme: 'contrast' }, { theme: 'light', text: 'largest' }];
const STEPS = ['welcome', 'microphone', 'speed', 'models', 'talk'] as const;

for (const language of LANGUAGES) {
  test(`settings and first steps in ${language}: axe finds nothing in any look, the policy holds`, {
    skip,
  }, async () => {
    for (const look of LOOKS) {
      const preferences = { ...look, language };
      const opening = [
        () => pages.open('settings', { preferences }),
        ...STEPS.map(
          (step) => () =>
            pages.open('onboarding', { preferences, state: withoutModels(), firstRun: { step, isOver: false } }),
        ),
        () => pages.open('onboarding', { preferences, firstRun: { step: 'talk', isOver: false } }),
      ];
      for (const openPage of opening) {
        await using opened = await openPage();
        assert.deepEqual(await violations(opened.page), []);
        assert.deepEqual(opened.complaints, []);
        const wider = 'document.querySelector("main").scrollWidth - document.querySelector("main").clientWidth';
        assert.equal(await opened.page.evaluate(wider), 0);
      }
    }
  });
}

for (const language of LANGUAGES) {
  const words = WORDS[language];
  test(`the first steps by keyboard alone in ${language}, left and taken up again`, { skip }, async () => {
    await using opened = await pages.open('conversation', { state: withoutModels(), preferences: { language } });
    const { page, host } = opened;
    const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
    await heading(words.title);
    await tabTo(page, words.begin);
    await page.keyboard.press('Enter');
    await heading(words.micTitle);
    await page.getByText(words.heard).waitFor();
    await tabTo(page, words.next);
    await page.keyboard.press('Enter');
    await page.getByText(words.answer).waitFor();
    await page.reload();
    await heading(words.speedTitle);
    await tabTo(page, words.next);
    await page.keyboard.press('Enter');
    await tabTo(page, words.look);
    assert.ok(!host.asked.some(({ name }) => name === 'models.recommend'), 'nobody is asked before the user asks');
    await page.keyboard.press('Enter');
    await tabTo(page, words.download);
    await page.keyboard.press('Enter');
    await tabTo(page, words.next);
    await untilAsked(host, 'models.download', { modelId: 'gemma-4-e4b' });
    const asked = host.asked.filter(({ name }) => name === 'models.download');
    assert.deepEqual(asked[0]?.params, { modelId: 'whisper-base' }, 'the smallest comes first');
    host.tell({
      type: 'downloads.changed',
      downloads: [
        {
          ...{ modelId: 'whisper-base', state: 'running', phase: 'downloading' },
          ...{ doneBytes: 41_000_000, totalBytes: 82_000_000, bytesPerSecond: 4_000_000 },
        },
      ],
    });
    await page.getByRole('button', { name: words.pause }).waitFor();
    await page.getByText('4 MB').first().waitFor();
    await page.keyboard.press('Enter');
    await heading(words.talkTitle);
    await page.getByText(words.needModels).waitFor();
    host.tell({ type: 'phase.changed', phase: 'ready' });
    await tabTo(page, words.ask);
    await page.keyboard.press('Enter');
    host.tell({ type: 'transcript.final', turnId: 1, text: words.example, language });
    host.tell({ type: 'reply.started', turnId: 1, replyId: 1 });
    host.tell({ type: 'reply.delta', replyId: 1, text: 'Because of the air.' });
    host.tell({ type: 'reply.completed', turnId: 1, replyId: 1, text: 'Because of the air.', reason: 'end' });
    await page.getByText(words.answered).waitFor();
    await tabTo(page, words.done);
    await page.keyboard.press('Enter');
    await page.waitForFunction("location.hash === '#/conversation'");
  });
}

test('the first steps can be skipped, and found again', { skip }, async () => {
  await using opened = await pages.open('conversation', { state: withoutModels() });
  const { page } = opened;
  await page.getByRole('button', { name: 'Skip, and do this later' }).click();
  await page.getByText('There are no models to talk to yet.').waitFor();
  await page.getByRole('link', { name: 'Go to the first steps' }).click();
  await page.getByRole('heading', { level: 1, name: 'Welcome to Sotto' }).waitFor();
});

test('whoever has models takes three steps', { skip }, async () => {
  await using opened = await pages.open('onboarding');
  await opened.page.getByText('Everything needed is already here, so this will be short.').waitFor();
  await opened.page.getByText('Step 1 of 3').waitFor();
});
