#!/usr/bin/env node
// The `sotto` command, under whatever Node the user has.

import { runSotto } from '../scripts/toolchain/run-sotto.mjs';

try {
  runSotto(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
