// What is inside of the packages and crates that ship, and no manifest names; and what is no package at all.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { packageDir, ROOT } from '../toolchain/places.mjs';

/** `in`: the package or crate that carries it. */
const EMBEDDED = [
  {
    name: 'eSpeak NG',
    licence: 'GPL-3.0-or-later',
    in: 'sherpa-onnx-node',
    url: 'https://github.com/espeak-ng/espeak-ng',
  },
  {
    name: 'piper-phonemize',
    licence: 'MIT',
    in: 'sherpa-onnx-node',
    url: 'https://github.com/rhasspy/piper-phonemize',
  },
  { name: 'ONNX Runtime', licence: 'MIT', in: 'onnxruntime-node', url: 'https://github.com/microsoft/onnxruntime' },
  { name: 'llama.cpp', licence: 'MIT', in: 'node-llama-cpp', url: 'https://github.com/ggml-org/llama.cpp' },
  { name: 'whisper.cpp', licence: 'MIT', in: 'whisper-rs-sys', url: 'https://github.com/ggml-org/whisper.cpp' },
  { name: 'WebRTC', licence: 'BSD-3-Clause', in: 'aec3', url: 'https://webrtc.org' },
  { name: 'SQLite', licence: 'blessing', in: 'libsql', url: 'https://sqlite.org' },
  { name: 'Lance', licence: 'Apache-2.0', in: '@lancedb/lancedb', url: 'https://github.com/lance-format/lance' },
];

/** @param {readonly { name: string }[]} shipped */
export function embeddedComponents(shipped) {
  const names = new Set(shipped.map(({ name }) => name));
  return EMBEDDED.filter((each) => names.has(each.in));
}

/** The runtime; what it is made of is in LICENSES.chromium.html. */
export function electronComponent() {
  const manifest = JSON.parse(readFileSync(path.join(packageDir('electron'), 'package.json'), 'utf8'));
  return { name: 'Electron', version: manifest.version, licence: 'MIT', url: 'https://www.electronjs.org' };
}

/** Installed by users, from the catalogue; none is in a package. */
export function catalogueModels() {
  const { models } = JSON.parse(readFileSync(path.join(ROOT, 'models', 'catalog.json'), 'utf8'));
  return models;
}
