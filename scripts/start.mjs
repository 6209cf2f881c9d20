// npm start: sets up what is missing, then lets Sotto answer a spoken question.

import { setUp } from './setup/set-up.mjs';
import { endOnInterrupt } from './toolchain/run.mjs';
import { runSotto } from './toolchain/run-sotto.mjs';

const giveBack = endOnInterrupt('Stopped. Run npm start again to go on from here.');
try {
  await setUp({ use: 'assistant' });
} catch (error) {
  console.error(`\n${error.message}`);
  process.exit(1);
}

giveBack();
runSotto(['ask', '--sample', '--real-time', '--timing', ...process.argv.slice(2)]);
