/** Which models may be used in this process, by the hashes of their files. Everything, until somebody narrows it. */

import { SottoFault } from '../../contract/faults.ts';

class ModelAllowance {
  #allowed: ReadonlySet<string> | undefined;
  #source = '';

  /** `source` is named to whoever is refused. An empty list refuses every model. */
  allowOnly(sha256s: readonly string[], source: string): void {
    this.#allowed = new Set(sha256s);
    this.#source = source;
  }

  allowAll(): void {
    this.#allowed = undefined;
  }

  isAllowed(files: readonly { readonly sha256: string }[]): boolean {
    const allowed = this.#allowed;
    return allowed === undefined || files.every(({ sha256 }) => allowed.has(sha256));
  }

  /** @throws SottoFault `policy-locked` naming a file that is not on the list */
  check(id: string, files: readonly { readonly path: string; readonly sha256: string }[]): void {
    const refused = files.find((file) => !this.isAllowed([file]));
    if (refused === undefined) return;
    throw new SottoFault(
      'policy-locked',
      `The model ${id} is not allowed by your organisation: ${refused.path} (${refused.sha256}) is not on the list in ${this.#source}.`,
      { stage: 'models' },
    );
  }
}

/** Of this process. */
export const modelAllowance: ModelAllowance = new ModelAllowance();
