/**
 * Audio of conversations, for users who want to keep it: one folder a conversation, 16-bit WAV files, sealed when the
 * profile has a key.
 *
 * Invariants:
 * 1. Nothing is created before the first sound is kept.
 * 2. Together the files stay below a bound; the oldest give way.
 * 3. A conversation that is deleted takes its audio along; what a killed process left over goes when the profile opens.
 */

import { mkdir, readdir, readFile, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SottoFault } from '../../contract/faults.ts';
import type { ConversationId } from '../../contract/ids.ts';
import type { Sound } from '../audio/audio-frame.ts';
import { decodeWav, encodeWav } from '../audio/wav.ts';
import { writeDurably } from './durable-file.ts';
import { seal, unseal } from './sealed-bytes.ts';
import { asStorageFault } from './storage-fault.ts';

/** Ten hours of talking, at some 100 MB an hour. */
const MAX_BYTES = 1024 ** 3;
/** Sealed or not. */
const SUFFIXES = ['.wav', '.wav.sealed'] as const;

export interface KeptAudioOptions {
  /** The profile's own folder. */
  readonly folder: string;
  readonly encryptionKey?: string | undefined;
  readonly maxBytes?: number;
}

interface KeptFile {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedAtMs: number;
}

export class KeptAudio {
  readonly #folder: string;
  readonly #key: string | undefined;
  readonly #maxBytes: number;
  /** Bytes of all files; unknown until something is kept. */
  #bytes: number | undefined;

  constructor({ folder, encryptionKey, maxBytes = MAX_BYTES }: KeptAudioOptions) {
    this.#folder = join(folder, 'audio');
    this.#key = encryptionKey;
    this.#maxBytes = maxBytes;
  }

  /**
   * The same name again replaces the sound. Calls must not overlap.
   * @throws SottoFault `storage-read-only` when the disk takes nothing more.
   */
  async keep(id: ConversationId, name: string, sound: Sound): Promise<void> {
    const wav = encodeWav(sound);
    const bytes = this.#key === undefined ? wav : seal(wav, this.#key, sealedName(id, name));
    try {
      await mkdir(this.#folderOf(id), { recursive: true, mode: 0o700 });
      this.#bytes = (this.#bytes ?? total(await this.#files())) + bytes.length;
      await writeDurably(this.#fileOf(id, name), bytes);
      if (this.#bytes > this.#maxBytes) await this.#makeRoom();
    } catch (error) {
      this.#bytes = undefined;
      throw asStorageFault(error, this.#folder);
    }
  }

  /** Names of what is kept of a conversation, in order. */
  async names(id: ConversationId): Promise<readonly string[]> {
    const files = await readdir(this.#folderOf(id)).catch(() => []);
    return files.flatMap((file) => SUFFIXES.filter((suffix) => file.endsWith(suffix)).map((s) => cut(file, s))).sort();
  }

  /** @throws SottoFault `bad-params` when it is not there, `storage-key-wrong` when it does not open. */
  async read(id: ConversationId, name: string): Promise<Sound> {
    const bytes = await readFile(this.#fileOf(id, name)).catch(() => undefined);
    if (bytes === undefined) throw new SottoFault('bad-params', `There is no audio ${name} of conversation ${id}.`);
    return decodeWav(this.#key === undefined ? bytes : unseal(bytes, this.#key, sealedName(id, name)));
  }

  async forget(id: ConversationId): Promise<void> {
    await rm(this.#folderOf(id), { recursive: true, force: true });
    this.#bytes = undefined;
  }

  /** Removes the audio of conversations that are no more. */
  async forgetUnless(isThere: (id: ConversationId) => Promise<boolean>): Promise<void> {
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const id = decodeURIComponent(name) as ConversationId;
      if (!(await isThere(id))) await this.forget(id);
    }
  }

  /** @returns how many sounds went. */
  async forgetBefore(atMs: number): Promise<number> {
    const old = (await this.#files()).filter(({ modifiedAtMs }) => modifiedAtMs < atMs);
    for (const { path } of old) await rm(path, { force: true });
    // Only an empty folder goes this way.
    for (const folder of new Set(old.map(({ path }) => dirname(path)))) await rmdir(folder).catch(() => undefined);
    this.#bytes = undefined;
    return old.length;
  }

  async #makeRoom(): Promise<void> {
    const files = [...(await this.#files())].sort((a, b) => a.modifiedAtMs - b.modifiedAtMs);
    let bytes = total(files);
    for (const { path, bytes: size } of files.slice(0, -1)) {
      if (bytes <= this.#maxBytes) break;
      await rm(path, { force: true });
      bytes -= size;
    }
    this.#bytes = bytes;
  }

  async #files(): Promise<readonly KeptFile[]> {
    const entries = await readdir(this.#folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return Promise.all(
      files.map(async (path) => {
        const { size, mtimeMs } = await stat(path);
        return { path, bytes: size, modifiedAtMs: mtimeMs };
      }),
    );
  }

  #fileOf(id: ConversationId, name: string): string {
    return join(this.#folderOf(id), `${encodeURIComponent(name)}${SUFFIXES[this.#key === undefined ? 0 : 1]}`);
  }

  /** An id of a user's own making stays inside the folder. */
  #folderOf(id: ConversationId): string {
    return join(this.#folder, encodeURIComponent(id).replaceAll('.', '%2E'));
  }
}

/** Seals what was kept while the profile had no key. A process killed in between leaves each sound in one form or both. */
export async function sealKeptAudio(folder: string, key: string): Promise<void> {
  const entries = await readdir(join(folder, 'audio'), { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile() || !/\.wav(\.part)?$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    if (entry.name.endsWith('.wav')) {
      const name = sealedName(decodeURIComponent(basename(entry.parentPath)), cut(entry.name, '.wav'));
      await writeDurably(`${path}.sealed`, seal(await readFile(path), key, name));
      // Its age decides how long it is kept.
      const { atime, mtime } = await stat(path);
      await utimes(`${path}.sealed`, atime, mtime);
    }
    await rm(path, { force: true });
  }
}

function sealedName(id: string, name: string): string {
  return `${id}/${name}`;
}

function cut(file: string, suffix: string): string {
  return decodeURIComponent(file.slice(0, -suffix.length));
}

function total(files: readonly KeptFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
