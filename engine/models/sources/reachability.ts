/**
 * Hosts that did not answer, remembered for the life of the process: behind a firewall only the first model waits for
 * a time-out, all others move on to their next source at once.
 */
export class Reachability {
  readonly #unreachableHosts = new Set<string>();

  isKnownUnreachable(url: URL): boolean {
    return this.#unreachableHosts.has(url.host);
  }

  markUnreachable(url: URL): void {
    this.#unreachableHosts.add(url.host);
  }
}

/** The one of this process. */
export const processReachability: Reachability = new Reachability();
