// npm run build: the sources as JavaScript in out/, with the data files they read beside them.

import { build } from './build/build.mjs';

const { ok, output } = await build();
if (!ok) {
  console.error(output);
  process.exitCode = 1;
}
