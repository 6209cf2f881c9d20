/** The real command on a machine whose `/etc/sotto/policy.json` is what the test says, seen by that command alone. */

import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const canMount = process.platform === 'linux' && spawnSync('unshare', ['--mount', 'true']).status === 0;
const skip = canMount && process.getuid?.() === 0 ? false : 'needs the right to mount';

async function machineWith(t: TestContext, policy: string, userSettings: object = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-policy-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const [etc, home] = [join(folder, 'etc'), join(folder, 'home')];
  await cp('/etc', etc, { recursive: true, verbatimSymlinks: true });
  await mkdir(join(etc, 'sotto'), { recursive: true, mode: 0o755 });
  await mkdir(home);
  await writeFile(join(etc, 'sotto', 'policy.json'), policy, { mode: 0o644 });
  await writeFile(join(home, 'settings.json'), JSON.stringify(userSettings));
  const sotto = (...args: string[]) =>
    new Promise<{ code: number; output: string }>((resolve) => {
      const inside = 'mount --bind "$1" /etc && shift && exec "$@"';
      execFile(
        'unshare',
        ['--mount', 'sh', '-c', inside, 'sh', etc, process.execPath, CLI, ...args],
        { env: { ...process.env, SOTTO_HOME: home, SOTTO_POLICY: '/dev/null' }, encoding: 'utf8' },
        (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
      );
    });
  return { sotto, settingsFile: join(home, 'settings.json') };
}

test('with a broken policy no command but the diagnosis runs, and each says why', { skip }, async (t) => {
  const { sotto } = await machineWith(t, '{"version":1,"modells":{}}');
  for (const args of [['ask', '--text', 'Hello?'], ['talk'], ['serve', '--local'], ['models', 'list']]) {
    const { code, output } = await sotto(...args);
    assert.notEqual(code, 0, args.join(' '));
    assert.match(output, /\/etc\/sotto\/policy\.json/);
    assert.match(output, /modells/);
  }
  const { code, output } = await sotto('doctor');
  assert.equal(code, 1);
  assert.match(output, /✘ policy .*policy\.json/);
});

test('a lock holds against the command line and the user, and is shown', { skip }, async (t) => {
  const policy = {
    version: 1,
    settings: { language: { locked: 'de' }, 'turnTaking.mode': { locked: 'push-to-talk' } },
    network: { never: ['model-download'] },
  };
  const own = { language: 'en', network: { modelDownloads: 'on' } };
  const { sotto, settingsFile } = await machineWith(t, JSON.stringify(policy), own);
  const asked = await sotto('ask', '--language', 'en', '--text', 'Hello?');
  assert.notEqual(asked.code, 0);
  assert.match(asked.output, /language is set by your organisation/);
  assert.match((await sotto('talk', '--mode', 'hands-free')).output, /turnTaking\.mode is set by your organisation/);
  assert.match(
    (await sotto('doctor')).output,
    /✔ policy .*locked: language, turnTaking\.mode, network\.modelDownloads/,
  );
  const { output } = await sotto('doctor', '--network', '--json');
  assert.match(output, /"purpose":\s*"model-download",\s*"isOn":\s*false/);
  assert.deepEqual(JSON.parse(await readFile(settingsFile, 'utf8')), own);
});
