/** The first module of the application: the window, or the command line where the launcher of `sotto` asks for it. */

import '../engine/network/guarded.ts';
import { commandLineOf } from './cli/command-line-of.ts';

if (commandLineOf(process.argv) === undefined) await import('./main/main.ts');
else await import('./cli/cli.ts');
