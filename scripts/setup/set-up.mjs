// Makes this checkout ready, in steps. Invariants:
// 1. A step that is done says so from a few file reads: a second run costs next to nothing.
// 2. What a step makes lands by rename, or is not believed before the step's own check: an interrupted run continues.
// 3. One set-up at a time in a checkout; a second waits for the first.

import path from 'node:path';
import { ROOT } from '../toolchain/places.mjs';
import { restoreBundle } from './bundle-restore.mjs';
import { electronStep } from './electron/electron.mjs';
import { modelsStep } from './models.mjs';
import { nativeStep } from './native.mjs';
import { nodeStep } from './node-runtime.mjs';
import { packagesStep } from './packages.mjs';
import { withSetUpLock } from './set-up-lock.mjs';
import { systemStep } from './system-packages.mjs';

/**
 * @typedef {{ name: string, optional?: boolean, isDone: () => boolean | Promise<boolean>,
 *   run: (log: (text: string) => void) => Promise<void> }} Step `optional`: Sotto works without it, only less well.
 * @typedef {{ use: 'assistant' | 'tests' | 'everything', models?: boolean, bundle?: string | undefined, electron?: boolean }} SetUpOptions
 */

/**
 * @param {SetUpOptions} options
 * @returns {Promise<'nothing to do' | 'done'>}
 * @throws {Error} whose message says what to do
 */
export async function setUp({ use, models = true, electron = use !== 'assistant', bundle }) {
  const steps = stepsFor({ use, models, electron, offline: bundle !== undefined });
  if (bundle === undefined && (await pendingOf(steps)).length === 0) return 'nothing to do';
  return withSetUpLock(path.join(ROOT, '.sotto', 'set-up.lock'), async () => {
    const startedAt = performance.now();
    if (bundle !== undefined) await timed({ name: 'bundle', run: (log) => restoreBundle(bundle, log) });
    for (const step of steps) {
      if (!(await step.isDone())) await timed(step);
    }
    console.log(`Set up in ${seconds(performance.now() - startedAt)}.\n`);
    return 'done';
  });
}

function stepsFor({ use, models, electron, offline }) {
  // What the system lacks may only be for parts that are not needed; those that are say so themselves.
  const system = {
    ...systemStep({ electron, models, tests: use === 'tests' }),
    optional: offline || use === 'everything',
  };
  const steps = [system, packagesStep(), nodeStep()];
  // Nothing but tests needs Electron before there is a window.
  if (electron) steps.push({ ...electronStep(), optional: use !== 'tests' });
  steps.push(nativeStep({ optional: use !== 'tests', retries: use !== 'assistant' }));
  if (models) steps.push(modelsStep(use === 'tests' ? 'for-tests' : 'recommended'));
  return steps;
}

async function pendingOf(steps) {
  const pending = [];
  for (const step of steps) if (!(await step.isDone())) pending.push(step);
  return pending;
}

async function timed(step) {
  const startedAt = performance.now();
  console.log(`• ${step.name}`);
  try {
    await step.run((text) => console.log(`  ${text}`));
  } catch (error) {
    if (!step.optional) throw new Error(`${step.name}: ${error.message}`, { cause: error });
    console.log(`  ! ${error.message}\n  Going on without it.`);
  }
  console.log(`  ${seconds(performance.now() - startedAt)}`);
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
