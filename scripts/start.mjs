// npm start: sets up what is missing, then lets Sotto answer a spoken question.

import { setUp } from './setup/set-up.mjs';
import { endAll } from './toolchain/run.mjs';
import { runSotto } from './toolchain/run-sotto.mjs';

const interrupted = () => {
  endAll();
  console.error('\nStopped. Run npm start again to go on from here.');
  process.exit(130);
};
process.on('SIGINT', interrupted);
process.on('SIGTERM', interrupted);

try {
  await setUp({ use: 'assistant' });
} catch (error) {
  console.error(`\n${error.message}`);
  process.exit(1);
}

process.off('SIGINT', interrupted);
process.off('SIGTERM', interrupted);
runSotto(['ask', '--sample', '--real-time', '--timing', ...process.argv.slice(2)]);
