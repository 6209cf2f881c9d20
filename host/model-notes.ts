/** What was found out about installed models here: whether they were intact, and how fast they are. */

import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const note = z.object({
  checked: z
    .object({
      atMs: z.number(),
      problems: z.array(
        z.object({ path: z.string(), problem: z.enum(['missing', 'not-a-file', 'wrong-size', 'wrong-hash']) }),
      ),
    })
    .optional(),
  measured: z.object({ atMs: z.number(), figures: z.record(z.string(), z.number()) }).optional(),
});
export type ModelNote = z.infer<typeof note>;

const notes = z.record(z.string(), note);

/** Notes can be made again: a file that is damaged or cannot be written is nobody's trouble. */
export class ModelNotes {
  readonly #file: string;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(dataDir: string) {
    this.#file = join(dataDir, 'model-notes.json');
  }

  async all(): Promise<Readonly<Record<string, ModelNote>>> {
    await this.#writing;
    return this.#read();
  }

  /** Adds to what is known of a model; `undefined` forgets all of it. */
  async keep(modelId: string, added: ModelNote | undefined): Promise<void> {
    const change = this.#writing.then(async () => {
      const { [modelId]: before, ...others } = await this.#read();
      const after = added === undefined ? others : { ...others, [modelId]: { ...before, ...added } };
      const fresh = `${this.#file}.${process.pid}.new`;
      await writeFile(fresh, `${JSON.stringify(after, null, 2)}\n`);
      await rename(fresh, this.#file);
    });
    this.#writing = change.catch(() => undefined);
    await this.#writing;
  }

  async #read(): Promise<Readonly<Record<string, ModelNote>>> {
    try {
      return notes.parse(JSON.parse(await readFile(this.#file, 'utf8')));
    } catch {
      return {};
    }
  }
}
