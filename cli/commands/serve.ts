/** `sotto serve --local`: the assistant for a browser on this machine. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SottoFault } from '../../contract/faults.ts';
import { dataDir, LISTEN_PURPOSE, networkPermissions, packageRoot } from '../../engine/engine.ts';
import { openAssistant, serveAssistant } from '../../host/assistant.ts';
import { serveLocally } from '../../server/local-server.ts';
import { parseCommandLine } from '../command-line.ts';
import { EXIT, type Io, printJson, printLine, UsageError } from '../io.ts';

const HELP = `Usage: sotto serve --local [options]

Serves the same pages as the window, for browsers on this machine. Only who knows the address it prints is let in.

  --port N    instead of one that is free
  --json      the address as JSON`;

const OPTIONS = { local: { type: 'boolean' }, port: { type: 'string', default: '0' } } as const;

export async function serve(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parseCommandLine(args, OPTIONS, HELP);
  if (values.help) {
    printLine(io, HELP);
    return EXIT.ok;
  }
  if (!values.local || positionals.length > 0) throw new UsageError(`Say: sotto serve --local\n\n${HELP}`);
  const port = Number(values.port);
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535)) throw new UsageError('--port takes 0 to 65535.');
  const pageFolder = join(builtFolder(), 'renderer');
  if (!existsSync(join(pageFolder, 'index.html'))) {
    throw new SottoFault('internal', 'The pages are not built. Run: npm run build');
  }
  networkPermissions.switchOn(LISTEN_PURPOSE);
  const assistant = await openAssistant({ dataDir: dataDir() });
  try {
    const server = await serveLocally({ port, pageFolder, onWire: (wire) => serveAssistant(wire, assistant) }).catch(
      (cause: unknown) => {
        throw new SottoFault('bad-input', `Port ${port} cannot be used. Choose another with --port.`, { cause });
      },
    );
    if (values.json) printJson(io, { type: 'server.listening', address: server.address });
    else printLine(io, `Sotto is at ${server.address}\nCtrl-C ends it.`);
    try {
      await new Promise<void>((resolve) => {
        if (io.signal.aborted) resolve();
        io.signal.addEventListener('abort', () => resolve(), { once: true });
      });
    } finally {
      await server[Symbol.asyncDispose]();
    }
  } finally {
    await assistant[Symbol.asyncDispose]();
  }
  return EXIT.ok;
}

/** The sources run from the checkout, what was compiled from them from `out`. */
function builtFolder(): string {
  return existsSync(join(packageRoot, 'out')) ? join(packageRoot, 'out') : packageRoot;
}
