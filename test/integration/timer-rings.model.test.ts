/** A timer that was set in one run rings in the next: a real voice through a virtual loudspeaker. */

import assert from 'node:assert/strict';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { peakDbfs } from '../../engine/audio/level.ts';
import { testDataDir } from '../support/models.ts';
import { eventsOf, runSotto, startSotto } from '../support/sotto-command.ts';
import { testFolder } from '../support/test-folder.ts';
import { startVirtualAudio, whyNoVirtualAudio } from '../support/virtual-audio.ts';

test('a timer outlives the process that set it, and is heard', { skip: whyNoVirtualAudio() ?? false }, async () => {
  await using folder = await testFolder();
  const home = folder.file('home');
  await mkdir(home);
  await symlink(join(testDataDir(), 'models'), join(home, 'models'));
  const env = { SOTTO_HOME: home, SOTTO_KEYRING: 'off' };
  const asked = await runSotto(['ask', '--text', 'Set a tea timer for one second.', '--silent', '--json'], env);
  const [answer] = eventsOf(asked).filter((event) => event.type === 'reply.completed');
  assert.equal(answer?.text, 'The tea timer is set for 1 second.');

  await using audio = await startVirtualAudio();
  audio.roomTone();
  const recording = await audio.record();
  const talking = startSotto(['talk', '--json'], { ...env, ...audio.env });
  await talking.printed('"timer.rang"');
  await talking.printed('"playback.finished"');
  const heard = await recording.stop();
  talking.child.kill('SIGINT');
  const rang = eventsOf(await talking.finished).filter((event) => event.type === 'timer.rang');
  assert.deepEqual(rang, [{ type: 'timer.rang', text: 'Your tea timer is done.' }]);
  assert.ok(peakDbfs(heard.pcm) > -30, `${peakDbfs(heard.pcm)} dBFS`);
});
