// What `electron FILE` and `electron FOLDER` run in a runtime that came without its own default app: reads the command
// line, starts the app.
//
// It is an ES module that awaits the app at top level: Electron holds back `ready` until it has finished, so that the
// app may still call what is only allowed before (registerSchemesAsPrivileged, appendSwitch).

import fs from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, dialog } from 'electron';

const command = readCommandLine(process.argv.slice(1));
if (command.preloads.length > 0) Module._preloadModules(command.preloads);
switch (command.kind) {
  case 'version':
    console.log(`v${process.versions.electron}`);
    process.exit(0);
    break;
  case 'abi':
    console.log(process.versions.modules);
    process.exit(0);
    break;
  case 'run':
    await runApp(command.target);
    break;
  default:
    fail('usage: electron [options] <app folder | file>');
}

function readCommandLine(args) {
  const preloads = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index];
    if (arg === '-v' || arg === '--version') return { kind: 'version', preloads };
    if (arg === '-a' || arg === '--abi') return { kind: 'abi', preloads };
    if (arg === '-r' || arg === '--require') {
      index += 1;
      if (index >= args.length) fail('--require needs a file');
      preloads.push(args[index]);
    } else if (arg.startsWith('--app=')) return { kind: 'run', target: arg.slice('--app='.length), preloads };
    else if (!arg.startsWith('-')) return { kind: 'run', target: arg, preloads };
  }
  return { kind: 'usage', preloads };
}

async function runApp(target) {
  Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true });
  const folder = path.resolve(target);
  const manifestFile = path.join(folder, 'package.json');
  const isPackage = fs.existsSync(manifestFile);
  if (isPackage) await applyManifest(manifestFile);
  let entry;
  try {
    entry = Module._resolveFilename(folder, null, true);
  } catch (error) {
    fail(`Unable to find an app at ${folder}\n\n${error.message}`);
  }
  app.setAppPath(isPackage ? folder : path.dirname(entry));
  try {
    await import(pathToFileURL(entry).href);
  } catch (error) {
    console.error('The app threw an error while loading');
    console.error(error?.stack ?? error);
    if (process.env.CI) process.exit(1);
    throw error;
  }
}

async function applyManifest(file) {
  let manifest;
  try {
    manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    fail(`Unable to read ${file}\n\n${error.message}`);
  }
  if (manifest.version) app.setVersion(manifest.version);
  app.setName(manifest.productName ?? manifest.name ?? 'Electron');
  app.setDesktopName(manifest.desktopName ?? `${app.name}.desktop`);
  if (manifest.v8Flags) (await import('node:v8')).setFlagsFromString(manifest.v8Flags);
}

function fail(message) {
  console.error(message);
  if (!process.env.CI && app.isReady()) dialog.showErrorBox('Error launching app', message);
  process.exit(1);
}
