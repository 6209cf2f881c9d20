/**
 * `sotto bench echo` with SpeexDSP beside our own canceller.
 *
 *   node test/bench/echo.ts [--python PYTHON]
 *
 * Needs libspeexdsp (Debian: libspeexdsp1) and Python 3 without any package.
 */

import { parseArgs } from 'node:util';
import { measureEcho } from '../../cli/bench/echo.ts';
import { ownCancellers } from '../../cli/bench/echo-cancellers.ts';
import { settings } from '../../contract/settings.ts';
import {
  createEngine,
  EphemeralConversationStore,
  openLibrary,
  openPauseListener,
  VirtualSpeaker,
} from '../../engine/engine.ts';
import { testDataDir } from '../support/models.ts';
import { speexDsp } from './peers/speexdsp.ts';

const { values } = parseArgs({ options: { python: { type: 'string', default: 'python3' } } });
const chosen = settings.parse({});
const dataDir = testDataDir();
const voice = await createEngine({
  dataDir,
  settings: chosen,
  store: new EphemeralConversationStore(),
  openSpeaker: (rate) => new VirtualSpeaker(rate, { pace: 'fast' }),
  onEvent: () => undefined,
});
const listener = await openPauseListener(await openLibrary(dataDir), chosen);
try {
  const result = await measureEcho({
    voice,
    listener,
    cancellers: { ...ownCancellers(), speexdsp: speexDsp(values.python) },
    signal: new AbortController().signal,
    onProgress: (line) => console.error(line),
  });
  console.log(JSON.stringify(result));
} finally {
  await listener[Symbol.asyncDispose]();
  await voice[Symbol.asyncDispose]();
}
