/** Decides on every attempt of this process, and tells of it. A fault refuses; undefined lets through. */

import { isIP } from 'node:net';
import type { SottoFault } from '../../contract/faults.ts';
import type { Attempt } from './network-log.ts';
import { type NetworkPermissions, refusal } from './network-permissions.ts';
import { type ConnectPurpose, LISTEN_PURPOSE, type Purpose, plainHost } from './purposes.ts';

type Told = Omit<Attempt, 'at' | 'process'>;

const NO_PURPOSE = 'no purpose that is on leads there';

export class Judge {
  readonly #permissions: NetworkPermissions;
  readonly #tell: (told: Told) => void;

  constructor(permissions: NetworkPermissions, tell: (told: Told) => void) {
    this.#permissions = permissions;
    this.#tell = tell;
  }

  connection(host: string, port: number): SottoFault | undefined {
    const destination = `${plainHost(host)}:${port}`;
    return this.#decide('connection', destination, this.#permissions.purposeOf({ host, port }));
  }

  /** A permitted name is not told of: the connection that follows is. */
  name(name: string): SottoFault | undefined {
    return this.#permissions.mayLookUp(name) ? undefined : this.#refuse('name', plainHost(name), NO_PURPOSE);
  }

  /** Sockets in the file system and pipes of this machine do not leave it; a pipe of another machine does. */
  pipe(path: string): SottoFault | undefined {
    const isRemote = /^[\\/]{2}[^.?\\/]/.test(path);
    return isRemote ? this.#refuse('connection', 'a pipe of another machine', NO_PURPOSE) : undefined;
  }

  /** Only the pages are served, and only to this machine. */
  listener(host: string, port: number): SottoFault | undefined {
    const destination = `${plainHost(host)}:${port}`;
    if (!isLoopback(host)) return this.#refuse('listener', destination, 'only this machine itself is listened to');
    const purpose = this.#permissions.isOn(LISTEN_PURPOSE) ? LISTEN_PURPOSE : undefined;
    return this.#decide('listener', destination, purpose);
  }

  /** A program of this machine that connects for us. */
  program(purpose: ConnectPurpose, program: string): SottoFault | undefined {
    return this.#decide('program', program, this.#permissions.isOn(purpose) ? purpose : undefined);
  }

  datagram(what: string): SottoFault {
    return this.#refuse('datagram', what, 'nothing is sent in datagrams');
  }

  thread(): SottoFault {
    return this.#refuse('thread', 'a thread', 'a thread would have no guard');
  }

  /** A request of a browser, which no purpose covers. Its host is told of, and nothing else of it. */
  page(url: string): SottoFault {
    const destination = URL.canParse(url) ? new URL(url) : undefined;
    return this.#refuse('page', destination?.host || (destination?.protocol ?? 'no address'), NO_PURPOSE);
  }

  #decide(kind: Told['kind'], destination: string, purpose: Purpose | undefined): SottoFault | undefined {
    if (purpose === undefined) return this.#refuse(kind, destination, NO_PURPOSE);
    this.#tell({ kind, destination, purpose, outcome: 'let-through' });
    return undefined;
  }

  #refuse(kind: Told['kind'], destination: string, why: string): SottoFault {
    this.#tell({ kind, destination, outcome: 'refused' });
    return refusal(`${NAMES[kind]} (${destination})`, why);
  }
}

const NAMES: Readonly<Record<Told['kind'], string>> = {
  connection: 'a connection',
  name: 'the look-up of a name',
  datagram: 'a datagram',
  listener: 'a listener',
  program: 'a program',
  thread: 'a thread',
  page: 'a request of a page',
};

function isLoopback(host: string): boolean {
  const plain = plainHost(host);
  return plain === 'localhost' || plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
}
