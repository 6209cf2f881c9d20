/**
 * Hosts that did not answer, remembered for the life of the process: behind a firewall only the first model waits for
 * a time-out, all others move on to their next source at once.
 */
export class Reachability {
  readonly #reasons = new Map<string, string>();

  /** Why the host could not be reached earlier; undefined where it was not tried or did answer. */
  reasonUnreachable(url: URL): string | undefined {
    return this.#reasons.get(url.host);
  }

  markUnreachable(url: URL, reason: string): void {
    this.#reasons.set(url.host, reason);
  }
}

/** The one of this process. */
export const processReachability: Reachability = new Reachability();
