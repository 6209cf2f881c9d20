import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { testDataDir } from '../support/models.ts';
import { recordedFile } from '../support/recorded-clips.ts';
import { eventOf, eventsOf, runSotto, startSotto } from '../support/sotto-command.ts';
import { type TestFolder, testFolder } from '../support/test-folder.ts';

let folder: TestFolder;
const question = recordedFile('capital-of-france');
/** The models of the tests with a profile of its own. */
let env: { readonly SOTTO_HOME: string };

before(async () => {
  folder = await testFolder();
  const home = folder.file('home');
  await mkdir(home);
  await symlink(join(testDataDir(), 'models'), join(home, 'models'));
  env = { SOTTO_HOME: home };
});
after(() => folder[Symbol.asyncDispose]());

/** Processes whose environment names this test's own profile: the command and its workers. */
function processesOfTest(): string[] {
  const pids = execFileSync('ps', ['-e', '-o', 'pid='], { encoding: 'utf8' }).trim().split(/\s+/);
  return pids.filter((pid) => {
    try {
      return execFileSync('cat', [`/proc/${pid}/environ`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
        .split('\0')
        .includes(`SOTTO_HOME=${env.SOTTO_HOME}`);
    } catch {
      return false;
    }
  });
}

async function untilNoneIsLeft(): Promise<void> {
  while (processesOfTest().length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
}

const MOMENTS = [
  '"to":"listening"',
  '"type":"speech.started"',
  '"type":"speech.paused"',
  '"type":"reply.started"',
  '"type":"playback.started"',
];

for (const moment of MOMENTS) {
  test(`Ctrl-C at ${moment} ends everything, and the profile is free again`, { timeout: 60_000 }, async () => {
    const running = startSotto(['ask', question, '--real-time', '--json', '--out', folder.file('reply.wav')], env);
    await running.printed(moment);
    running.child.kill('SIGINT');
    const { exitCode, stderr } = await running.finished;
    assert.equal(exitCode, 130, stderr);
    assert.equal(stderr, '');
    await untilNoneIsLeft();
  });
}

test('killed without warning it leaves no worker behind, and the next start works', { timeout: 60_000 }, async () => {
  const running = startSotto(['ask', question, '--real-time', '--json', '--silent'], env);
  await running.printed('"type":"reply.started"');
  for (const pid of processesOfTest()) {
    const command = execFileSync('ps', ['-o', 'args=', '-p', pid], { encoding: 'utf8' });
    if (command.includes('cli/main')) process.kill(Number(pid), 'SIGKILL');
  }
  await running.finished;
  await untilNoneIsLeft();
  const next = await runSotto(['ask', '--text', 'Hello.', '--silent', '--json'], env);
  assert.equal(next.exitCode, 0, next.stderr);
});

test('a second Sotto on the same profile is told who has it', { timeout: 60_000 }, async () => {
  const first = startSotto(['ask', question, '--real-time', '--json', '--silent'], env);
  await first.printed('"to":"listening"');
  const second = await runSotto(['ask', '--text', 'Hello.', '--silent', '--json'], env);
  assert.equal(second.exitCode, 1);
  const { fault } = eventOf(eventsOf(second), 'fault.raised');
  assert.equal(fault.code, 'profile-in-use');
  assert.match(fault.message, /process \d+/);
  assert.equal((await first.finished).exitCode, 0, 'the first one is not disturbed');
});

test('a conversation goes on in another run', { timeout: 60_000 }, async () => {
  const first = await runSotto(['ask', '--text', 'My name is Ada.', '--silent', '--json'], env);
  const { conversationId } = eventOf(eventsOf(first), 'conversation.opened');
  const second = await runSotto(['ask', '--text', 'Go on.', '--silent', '--json', '--continue', 'last'], env);
  const events = eventsOf(second);
  assert.equal(eventOf(events, 'conversation.opened').conversationId, conversationId);
  assert.equal(eventOf(events, 'reply.started').turnId, 2);
  const unknown = await runSotto(['ask', '--text', 'Go on.', '--silent', '--json', '--continue', 'nowhere'], env);
  assert.equal(eventOf(eventsOf(unknown), 'fault.raised').fault.code, 'bad-input');
});
