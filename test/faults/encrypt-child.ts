/** A process that encrypts a profile and kills itself at a step: node encrypt-child.ts FOLDER KEY STEP */

import { connectLibsql } from '../../engine/storage/libsql.adapter.ts';
import { encryptProfile } from '../../engine/storage/vault/encrypt-profile.ts';

const [folder, key, last] = process.argv.slice(2);
if (folder !== undefined && key !== undefined) {
  await encryptProfile({
    folder,
    key,
    connect: connectLibsql,
    nowMs: Date.now,
    onStep(step) {
      if (step === last) process.kill(process.pid, 'SIGKILL');
    },
  });
}
