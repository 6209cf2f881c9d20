// npm run package -- [--dir] [--tar] [--deb] [--appimage] [--nsis] [--dmg] [--fast] [--release]
//
// Builds packages from this checkout into out/package; without a kind, the folder that the others are made of. They
// contain the Electron of the checkout and are for tests; with --release, the supported one that electron-builder.yml
// names, which is downloaded. --fast compresses little. docs/releasing.md tells the rest.

import { makePackages } from './package/make-packages.mjs';
import { endOnInterrupt } from './toolchain/run.mjs';

endOnInterrupt('Stopped.');
try {
  const { made } = await makePackages(process.argv.slice(2), (line) => console.log(line));
  for (const { file, megabytes } of made) console.log(`${file}  ${megabytes} MB`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
