// node scripts/test-package.mjs [DEB]: installs the package on this machine, runs it as an ordinary user with the full
// sandbox under a virtual display, and removes it again. Needs an administrator, apt-get, Xvfb and an installed set of
// models (SOTTO_HOME, or the checkout's own). Without DEB one is built first.

import { testInstalledPackage } from './package/test-installed.mjs';

try {
  process.exitCode = (await testInstalledPackage(process.argv[2])) ? 0 : 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
