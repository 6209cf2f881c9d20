/** Everything that Sotto needs of this machine, looked at without changing it. */

import { existsSync } from 'node:fs';
import { access, constants, statfs } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import { toFault } from '../contract/faults.ts';
import type { Settings } from '../contract/settings.ts';
import { packageRoot } from './base/package-root.ts';
import { findAudioAddon, loadAudioAddon } from './capture/audio-addon.ts';
import type { Check } from './check.ts';
import { rankDevices } from './devices/device-choice.ts';
import type { Direction, SoundDevice } from './devices/sound-system.ts';
import { openDuplexAudio } from './duplex.ts';
import { chooseModels } from './model-choice.ts';
import { judgeFit } from './models/fit.ts';
import { type ModelLibrary, openModelLibrary } from './models/model-library.ts';
import { findWhisperAddon, loadWhisperAddon } from './stt/whisper-addon.ts';
import { checkVault } from './vault-health.ts';

export type { Check } from './check.ts';

const OLDEST_NODE = 20;
const RUNTIMES = ['node-llama-cpp', 'sherpa-onnx-node', 'onnxruntime-node', 'libsql'];
const LITTLE_DISK_BYTES = 1e9;

export async function checkHealth(dataDir: string, settings: Settings | Error): Promise<readonly Check[]> {
  const checks = [
    checkNode(),
    checkRuntimes(),
    checkWhisper(),
    checkElectron(),
    await checkDisk(dataDir),
    await checkVault(dataDir),
  ];
  if (settings instanceof Error) {
    checks.push({
      name: 'settings',
      state: 'problem',
      finding: settings.message,
      remedy: 'correct or remove the file',
    });
    return checks;
  }
  const library = await openModelLibrary({ dataDir, catalogueFile: join(packageRoot, 'models', 'catalog.json') });
  return [
    ...checks,
    ...(await checkModels(library, settings)),
    ...(await checkDevices(settings)),
    checkServer(settings),
  ];
}

function checkNode(): Check {
  const version = process.versions.node;
  const old = Number(version.split('.')[0]) < OLDEST_NODE;
  return {
    name: 'runtime',
    state: old ? 'problem' : 'ok',
    finding: `Node ${version} on ${process.platform} ${process.arch}`,
    ...(old ? { remedy: `install Node ${OLDEST_NODE} or newer` } : {}),
  };
}

function checkRuntimes(): Check {
  const missing = RUNTIMES.filter((name) => {
    try {
      import.meta.resolve(name);
      return false;
    } catch {
      return !existsSync(join(packageRoot, 'node_modules', name));
    }
  });
  return missing.length === 0
    ? { name: 'model runtimes', state: 'ok', finding: RUNTIMES.join(', ') }
    : { name: 'model runtimes', state: 'problem', finding: `missing: ${missing.join(', ')}`, remedy: 'npm run setup' };
}

function checkWhisper(): Check {
  const name = 'Whisper add-on';
  if (findWhisperAddon() === undefined) {
    return {
      name,
      state: 'warning',
      finding: 'not built; transcription uses sherpa-onnx, without confidence and terms of your own',
      remedy: 'npm run setup (it needs a Rust and a C++ compiler)',
    };
  }
  try {
    loadWhisperAddon();
    return { name, state: 'ok', finding: 'built for this processor' };
  } catch (error) {
    return {
      name,
      state: 'warning',
      finding: toFault(error).message,
      remedy: 'sotto models install whisper-base-sherpa',
    };
  }
}

function checkElectron(): Check {
  const { electron } = process.versions as { readonly electron?: string };
  if (electron !== undefined) return { name: 'desktop runtime', state: 'ok', finding: `Electron ${electron}` };
  const present = existsSync(join(packageRoot, 'node_modules', 'electron', 'dist', 'version'));
  return present
    ? { name: 'desktop runtime', state: 'ok', finding: 'Electron is installed' }
    : {
        name: 'desktop runtime',
        state: 'warning',
        finding: 'Electron is not installed; the command line works without it',
        remedy: 'npm run setup',
      };
}

async function checkDisk(dataDir: string): Promise<Check> {
  const name = 'disk';
  try {
    const folder = existsSync(dataDir) ? dataDir : packageRoot;
    if (folder === dataDir) await access(dataDir, constants.W_OK);
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const finding = `${gigabytes(free)} free for ${dataDir}`;
    return free < LITTLE_DISK_BYTES
      ? { name, state: 'warning', finding, remedy: 'free some space' }
      : { name, state: 'ok', finding };
  } catch (error) {
    const finding = `${dataDir} cannot be written: ${error instanceof Error ? error.message : error}`;
    return { name, state: 'problem', finding, remedy: 'correct its permissions, or set SOTTO_HOME to another folder' };
  }
}

async function checkModels(library: ModelLibrary, settings: Settings): Promise<readonly Check[]> {
  try {
    const chosen = await chooseModels({ library, settings, hasWhisperAddon: findWhisperAddon() !== undefined });
    const checks: Check[] = [];
    let memoryBytes = 0;
    for (const [role, model] of Object.entries(chosen)) {
      if (model === undefined) continue;
      memoryBytes += model.manifest.description.memoryBytes;
      checks.push({
        name: `model: ${role}`,
        state: 'ok',
        finding: `${model.id} (${model.manifest.description.licence.name})`,
      });
    }
    if (chosen.tts === undefined) {
      checks.push({
        name: 'model: tts',
        state: 'warning',
        finding: 'no voice; answers are text only',
        remedy: 'sotto models install',
      });
    }
    if (chosen.turn === undefined) {
      checks.push({
        name: 'model: turn',
        state: 'warning',
        finding: 'none; silence alone ends a turn',
        remedy: 'sotto models install',
      });
    }
    return [...checks, checkMemory(memoryBytes)];
  } catch (error) {
    return [{ name: 'models', state: 'problem', finding: toFault(error).message, remedy: 'sotto models install' }];
  }
}

function checkMemory(neededBytes: number): Check {
  const fit = judgeFit(neededBytes, { totalMemoryBytes: totalmem(), availableMemoryBytes: freemem(), cores: 1 });
  const finding = `the models need ${gigabytes(neededBytes)} of ${gigabytes(totalmem())}, ${gigabytes(freemem())} free`;
  return fit.verdict === 'fits'
    ? { name: 'memory', state: 'ok', finding }
    : { name: 'memory', state: 'warning', finding, remedy: 'choose a smaller language model' };
}

/** Which way sound takes, and the devices it would take now. Opens them for a moment. */
async function checkDevices(settings: Settings): Promise<readonly Check[]> {
  const way = checkAudioAddon();
  try {
    const audio = await openDuplexAudio(settings.devices, () => undefined);
    try {
      const devices = await audio.listDevices();
      return [way, checkDirection('input', devices, settings), checkDirection('output', devices, settings)];
    } finally {
      await audio[Symbol.asyncDispose]();
    }
  } catch (error) {
    const finding = toFault(error).message;
    return [way, { name: 'microphone', state: 'warning', finding, remedy: 'recordings and text work without one' }];
  }
}

function checkAudioAddon(): Check {
  const name = 'audio add-on';
  if (findAudioAddon() === undefined) {
    return {
      name,
      state: 'warning',
      finding:
        'not built; sound goes through commands of the system, without echo cancellation: it listens while it is silent',
      remedy: 'npm run setup (it needs a Rust compiler)',
    };
  }
  try {
    loadAudioAddon();
    return { name, state: 'ok', finding: 'built; echo is cancelled' };
  } catch (error) {
    return { name, state: 'problem', finding: toFault(error).message, remedy: 'npm run setup' };
  }
}

function checkDirection(direction: Direction, devices: readonly SoundDevice[], settings: Settings): Check {
  const { microphones, loudspeakers } = settings.devices;
  const [name, wanted] = direction === 'input' ? ['microphone', microphones] : ['loudspeaker', loudspeakers];
  const best = rankDevices(devices, direction, wanted)[0];
  return best === undefined
    ? { name, state: 'warning', finding: 'none found', remedy: 'plug one in; it is used as soon as it is there' }
    : { name, state: 'ok', finding: best.name };
}

function checkServer({ server }: Settings): Check {
  return server === undefined
    ? { name: 'network', state: 'ok', finding: 'nothing is configured that would use it' }
    : { name: 'network', state: 'ok', finding: `answers come from your server ${server.baseUrl}` };
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
