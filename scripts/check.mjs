// npm run check [-- --fix]: format, lint, types, layers, dead code.

import { parseArgs } from 'node:util';
import { runChecks } from './check/checks.mjs';

const { values } = parseArgs({ options: { fix: { type: 'boolean', default: false } } });

const results = await runChecks({
  fix: values.fix,
  onResult: ({ name, ok, output, ms }) => {
    console.log(`${ok ? '✓' : '✗'} ${name}  ${(ms / 1000).toFixed(1)} s`);
    if (!ok) console.log(`${output}\n`);
  },
});
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
