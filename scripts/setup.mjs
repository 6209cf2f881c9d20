// npm run setup [-- --bundle FILE] [--without-models]: everything that Sotto and its development need.

import { parseArgs } from 'node:util';
import { setUp } from './setup/set-up.mjs';
import { endOnInterrupt } from './toolchain/run.mjs';

const { values } = parseArgs({
  options: { bundle: { type: 'string' }, 'without-models': { type: 'boolean', default: false } },
});

endOnInterrupt('Stopped. Run the same command again to go on from here.');

try {
  const result = await setUp({ use: 'everything', models: !values['without-models'], bundle: values.bundle });
  console.log(result === 'done' ? 'Ready. Try: npm start' : 'Everything is set up. Try: npm start');
} catch (error) {
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
