/** What a connection may be for: a closed list. Nothing else leaves this machine, and nothing else is listened on. */

export const CONNECT_PURPOSES = ['model-download', 'own-server', 'mcp'] as const;
export type ConnectPurpose = (typeof CONNECT_PURPOSES)[number];

/** Serving the pages to browsers of this machine: a listener on the loopback address, never a connection out. */
export const LISTEN_PURPOSE = 'local-pages';

export type Purpose = ConnectPurpose | typeof LISTEN_PURPOSE;

/** One host and port; names are compared without regard to case. */
export interface Destination {
  readonly host: string;
  readonly port: number;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'ws:': 80, 'wss:': 443 };

export function destinationOf(url: URL | string): Destination {
  const { protocol, hostname, port } = new URL(url);
  return { host: plainHost(hostname), port: port === '' ? (DEFAULT_PORTS[protocol] ?? 0) : Number(port) };
}

/** As it is compared: lower case, without the brackets of an address and the dot at the end of a full name. */
export function plainHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}
