/**
 * How far the lips are from the sound: a real voice through a virtual loudspeaker, the face in a real Chromium.
 *
 *   node test/bench/lip-sync.ts [--rounds N]
 *
 * Every phrase begins with an open vowel after a pause, so that the moment when its sound begins and the moment when the
 * mouth is half open are the same one. An error above zero: the mouth comes late. The last line is JSON. The loudspeaker
 * is read in blocks of some 10 ms, which is what a single error is good for.
 */

import { spawn } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { summarizeTimes } from '../../cli/bench/statistics.ts';
import { testDataDir } from '../support/models.ts';
import { startSotto } from '../support/sotto-command.ts';
import { testFolder } from '../support/test-folder.ts';
import { idOf, LOUDSPEAKER, startVirtualAudio, type VirtualAudio } from '../support/virtual-audio.ts';

const TEXT = 'Apples are out. Anna asks. Ask Adam. After all. Aunts argue. Arms ache. Atoms add up. Art is odd.';
const RATE_HZ = 48_000;
const STEP_MS = 2;
/** Between two phrases; what is silent for less is in the middle of one. A mouth shuts late and opens early. */
const SILENT_MS = 150;
const SHUT_MS = 60;
const MATCH_MS = 300;
const PREVIEW_LIMIT_MS = 120_000;

interface Level {
  readonly atMs: number;
  readonly level: number;
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
await using folder = await testFolder();
const home = folder.file('home');
await mkdir(home);
await symlink(join(testDataDir(), 'models'), join(home, 'models'));
await using audio = await startVirtualAudio();
const sotto = startSotto(['serve', '--local', '--json'], { SOTTO_HOME: home, ...audio.env });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
/** Where it stopped, for whoever had to end it. */
const step = (what: string): boolean => process.stderr.write(`${what}\n`);
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const address = await sotto.address();
  step('the assistant listens');
  await page.goto(address);
  await page.waitForSelector('.face', { timeout: 90_000 });
  await page.getByText('getting ready').waitFor({ state: 'detached', timeout: 90_000 });
  step('it is ready');
  const errorsMs: number[] = [];
  let frames = 0;
  for (let round = 0; round < Number(values.rounds); round++) {
    const { sound, mouth } = await listenAndLook(page, audio);
    step(`round ${round}: ${mouth.length} frames`);
    frames += mouth.length;
    errorsMs.push(...errorsOf(onsets(sound, 0.25, SILENT_MS), onsets(mouth, 0.5, SHUT_MS)));
  }
  const distance = summarizeTimes(errorsMs.map(Math.abs));
  const meanMs = errorsMs.reduce((sum, one) => sum + one, 0) / errorsMs.length;
  const rounded = errorsMs.map((one) => Math.round(one));
  process.stdout.write(
    `${JSON.stringify({ bench: 'lip-sync', onsets: errorsMs.length, frames, meanMs: Math.round(meanMs), ...distance, errorsMs: rounded })}\n`,
  );
} finally {
  await browser.close();
  step('the browser is closed');
  sotto.child.kill('SIGINT');
  await sotto.finished;
}

async function listenAndLook(page: Page, { env }: VirtualAudio): Promise<{ sound: Level[]; mouth: Level[] }> {
  const format = ['--raw', '--format=float32le', '--channels=1', `--rate=${RATE_HZ}`, '--latency-msec=10'];
  const reader = spawn('parec', [`--device=${idOf(LOUDSPEAKER)}.monitor`, ...format], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const chunks: Buffer[] = [];
  let bytes = 0;
  let beganAtMs = Number.POSITIVE_INFINITY;
  reader.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    // The block that came with the least delay tells best when the first sample was.
    beganAtMs = Math.min(beganAtMs, performance.timeOrigin + performance.now() - (bytes / 4 / RATE_HZ) * 1000);
  });
  const mouth = (await page.evaluate(`new Promise((resolve, reject) => {
    const token = encodeURIComponent(sessionStorage.getItem('sotto.token') ?? '');
    const socket = new WebSocket('ws://' + location.host + '/assistant?token=' + token);
    const seen = [];
    let isOver = false;
    socket.onopen = () => socket.send(JSON.stringify({
      kind: 'call', id: 1, name: 'voice.preview', params: { text: ${JSON.stringify(TEXT)} },
    }));
    socket.onerror = () => reject(new Error('no connection'));
    socket.onclose = () => reject(new Error('the assistant ended'));
    setTimeout(() => reject(new Error('the phrases were not over in time')), ${PREVIEW_LIMIT_MS});
    socket.onmessage = ({ data }) => {
      const packet = JSON.parse(data);
      if (packet.kind === 'fault') reject(new Error(JSON.stringify(packet.fault)));
      if (packet.kind === 'value') setTimeout(() => { isOver = true; }, 500);
    };
    const look = () => {
      const level = Number(document.querySelector('.face').dataset.open ?? 0);
      seen.push({ atMs: performance.timeOrigin + performance.now(), level });
      if (isOver) { socket.close(); resolve(seen); } else requestAnimationFrame(look);
    };
    look();
  })`)) as Level[];
  reader.kill();
  return { sound: levels(Buffer.concat(chunks), beganAtMs), mouth };
}

function levels(bytes: Buffer, beganAtMs: number): Level[] {
  const pcm = new Float32Array(Uint8Array.from(bytes.subarray(0, bytes.length - (bytes.length % 4))).buffer);
  const step = (RATE_HZ * STEP_MS) / 1000;
  return Array.from({ length: Math.floor(pcm.length / step) }, (_, index) => {
    const part = pcm.subarray(index * step, (index + 1) * step);
    const level = Math.max(...part.map(Math.abs));
    return { atMs: beganAtMs + index * STEP_MS, level };
  });
}

/** When `share` of a phrase's loudest, or widest, is first reached after a pause. */
function onsets(levels: readonly Level[], share: number, pauseMs: number): number[] {
  const loudest = levels.reduce((most, { level }) => Math.max(most, level), 0);
  const found: number[] = [];
  let lastOpenMs = Number.NEGATIVE_INFINITY;
  for (const [index, { atMs, level }] of levels.entries()) {
    if (level < loudest * 0.03) continue;
    if (atMs - lastOpenMs > pauseMs) {
      const phrase = levels.slice(index).filter((one) => one.atMs < atMs + 160);
      const goal = share * phrase.reduce((most, one) => Math.max(most, one.level), 0);
      found.push(crossing(levels, index, goal));
    }
    lastOpenMs = atMs;
  }
  return found;
}

/** Between two frames, in proportion: a frame is shown for longer than it was drawn. */
function crossing(levels: readonly Level[], from: number, goal: number): number {
  const at = levels.findIndex(({ level }, index) => index >= from && level >= goal);
  const [after, before] = [levels[at], levels[at - 1]];
  if (after === undefined || before === undefined || after.level === before.level) return after?.atMs ?? Number.NaN;
  return before.atMs + ((goal - before.level) / (after.level - before.level)) * (after.atMs - before.atMs);
}

function errorsOf(sounds: readonly number[], mouths: readonly number[]): number[] {
  return sounds.flatMap((sound) => {
    const gaps = mouths.map((mouth) => mouth - sound).sort((a, b) => Math.abs(a) - Math.abs(b));
    const [nearest] = gaps;
    return nearest === undefined || Math.abs(nearest) > MATCH_MS ? [] : [nearest];
  });
}
