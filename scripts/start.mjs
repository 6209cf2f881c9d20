// npm start: sets up what is missing, then lets Sotto answer a spoken question.

import { setUp } from './setup/set-up.mjs';
import { endAll } from './toolchain/run.mjs';

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
// The command reads its own arguments, passes its exit code on and decides what Ctrl-C means.
const extra = process.argv.slice(2);
process.argv.splice(2, Number.POSITIVE_INFINITY, 'ask', '--sample', ...extra);
await import('../bin/sotto.mjs');
