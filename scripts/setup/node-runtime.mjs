// The Node that runs Sotto. It comes as a package; where there is none for the platform, the user's own has to do.

import { NODE_MAJOR, nodeBinary } from '../toolchain/places.mjs';
import { run } from '../toolchain/run.mjs';

export function nodeStep() {
  return {
    name: `Node ${NODE_MAJOR}`,
    isDone: () => {
      try {
        return nodeBinary() !== undefined;
      } catch {
        return false;
      }
    },
    run: async () => {
      const { code, output } = await run(nodeBinary(), ['--version']);
      if (code !== 0) throw new Error(`it does not start: ${output.trim()}`);
    },
  };
}
