/** What is said about workers between the process that wants one and the process that may start one. */

/** How a worker ended. `exited` is a clean end; anything else is a crash. */
export type WorkerEnd = { readonly kind: 'exited' } | { readonly kind: 'crashed'; readonly detail: string };

export interface WorkerStart {
  /** Absolute path of the worker's entry module. */
  readonly file: string;
  /** On top of the starter's own environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** To whoever starts. Ids are the asker's, and are never used twice. */
export type WorkerRequest =
  | ({ readonly worker: 'start'; readonly id: number } & WorkerStart)
  | { readonly worker: 'kill'; readonly id: number };

/** From whoever starts. `started` comes with the port that leads straight to the worker. */
export type WorkerNotice =
  | { readonly worker: 'started'; readonly id: number; readonly pid: number | undefined }
  | { readonly worker: 'ended'; readonly id: number; readonly end: WorkerEnd };

/** Among the other messages on the same line. */
export function isWorkerRequest(message: unknown): message is WorkerRequest {
  return isAbout(message, ['start', 'kill']);
}

export function isWorkerNotice(message: unknown): message is WorkerNotice {
  return isAbout(message, ['started', 'ended']);
}

function isAbout(message: unknown, what: readonly string[]): boolean {
  return what.includes((message as { readonly worker?: string } | undefined | null)?.worker ?? '');
}
