// node scripts/pack-set-up.mjs FILE: what a machine without a network needs besides models, as one archive.
//
// `sotto models bundle export` calls this and puts the archive into the bundle. The last line it prints is the name
// that the archive must have in there.

import { PAYLOAD_NAME, packPayload } from './setup/payload.mjs';

const [target] = process.argv.slice(2);
try {
  if (target === undefined) throw new Error('usage: node scripts/pack-set-up.mjs FILE');
  await packPayload(target);
  console.log(PAYLOAD_NAME);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
