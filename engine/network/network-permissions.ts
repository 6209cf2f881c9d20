/**
 * Which connections may leave now. Invariants:
 * 1. A purpose is off until the user, or a setting of theirs, switches it on.
 * 2. A purpose that is on lets through only the destinations that are permitted for it, and only while they are.
 * 3. What was sealed stays sealed: a worker has no purpose at all.
 */

import { SottoFault } from '../../contract/faults.ts';
import { CONNECT_PURPOSES, type ConnectPurpose, type Destination, type Purpose, plainHost } from './purposes.ts';

type AskBeforeProgram = (purpose: ConnectPurpose, program: string) => SottoFault | undefined;

export class NetworkPermissions {
  readonly #on = new Map<Purpose, number>();
  readonly #permitted = new Map<string, number>();
  #isSealed = false;
  #askBeforeProgram: AskBeforeProgram | undefined;

  /** Takes every purpose away from this process, for good. */
  seal(): void {
    this.#isSealed = true;
  }

  /** On until what it returns is disposed; several may switch the same purpose on. */
  switchOn(purpose: Purpose): Disposable {
    return held(this.#on, purpose);
  }

  isOn(purpose: Purpose): boolean {
    return !this.#isSealed && (this.#on.get(purpose) ?? 0) > 0;
  }

  /** Names a destination of a purpose, until it is disposed. Whether it counts depends on the purpose's switch. */
  permit(purpose: ConnectPurpose, { host, port }: Destination): Disposable {
    return held(this.#permitted, key(purpose, host, port));
  }

  /** What a connection to there would be for; undefined refuses it. */
  purposeOf({ host, port }: Destination): ConnectPurpose | undefined {
    return CONNECT_PURPOSES.find((purpose) => this.isOn(purpose) && this.#permitted.has(key(purpose, host, port)));
  }

  /** Whether a name may be looked up: that of a permitted destination, whatever its port. */
  mayLookUp(name: string): boolean {
    return CONNECT_PURPOSES.some((purpose) => {
      const start = key(purpose, name, '');
      return this.isOn(purpose) && [...this.#permitted.keys()].some((each) => each.startsWith(start));
    });
  }

  /** Programs make their own connections: the guard of this process is asked before one is started for that. */
  askBeforePrograms(ask: AskBeforeProgram): void {
    this.#askBeforeProgram = ask;
  }

  /** @throws SottoFault `network-refused` where a guarded process may not start it. */
  beforeProgram(purpose: ConnectPurpose, program: string): void {
    const fault = this.#askBeforeProgram?.(purpose, program);
    if (fault !== undefined) throw fault;
  }
}

/** Those of this process. */
export const networkPermissions: NetworkPermissions = new NetworkPermissions();

export function refusal(what: string, why: string): SottoFault {
  return new SottoFault(
    'network-refused',
    `Sotto did not let ${what} out: ${why}. "sotto doctor --network" shows what may connect, and where.`,
  );
}

function key(purpose: string, host: string, port: number | ''): string {
  return `${purpose} ${plainHost(host)} ${port}`;
}

function held<K>(counts: Map<K, number>, name: K): Disposable {
  counts.set(name, (counts.get(name) ?? 0) + 1);
  let isHeld = true;
  return {
    [Symbol.dispose]() {
      if (!isHeld) return;
      isHeld = false;
      const left = (counts.get(name) ?? 0) - 1;
      if (left > 0) counts.set(name, left);
      else counts.delete(name);
    },
  };
}
