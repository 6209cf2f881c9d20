import { createHash } from 'node:crypto';
import { mkdir, type open, rename } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SottoFault } from '../../../contract/faults.ts';
import { cancelledFault, throwIfCancelled } from '../cancellation.ts';
import { asDiskFault, formatBytes } from '../disk-space.ts';
import { sha256File } from '../sha256.ts';
import { get } from './http-request.ts';
import { PartFile, type Segment } from './part-file.ts';
import { processReachability, type Reachability } from './reachability.ts';

/** Below this size further connections cost more than they bring. */
const PARALLEL_MIN_BYTES = 64 * 1024 * 1024;
const PARALLEL_CONNECTIONS = 4;
const ATTEMPTS = 4;
const RECORD_EVERY_BYTES = 8 * 1024 * 1024;

export interface PinnedFile {
  readonly url: string;
  readonly size: number;
  readonly sha256: string;
}

export interface DownloadOptions {
  /** Where parts wait to be continued; shared by all installations. */
  readonly partsDir: string;
  readonly signal: AbortSignal;
  readonly onReceived?: (receivedBytes: number) => void;
  readonly reachability?: Reachability;
  readonly parallelMinBytes?: number;
  readonly connectTimeoutMs?: number;
  /** First pause before another attempt; doubles each time. */
  readonly retryDelayMs?: number;
  readonly openFile?: typeof open;
}

/**
 * Downloads one pinned file to `target`, continuing an earlier part. The file appears at `target` only once its hash
 * matched. Throws `source-unreachable`, `hash-mismatch`, `disk-full` or `cancelled`; the part is kept for all but the middle two.
 */
export async function downloadFile(file: PinnedFile, target: string, options: DownloadOptions): Promise<void> {
  await mkdir(options.partsDir, { recursive: true });
  await mkdir(dirname(target), { recursive: true });
  const part = await PartFile.open(join(options.partsDir, `${file.sha256}.part`), file.size, options.openFile);
  const transfer = new Transfer(file, part, options);
  try {
    const sha256 = await transfer.run();
    if (sha256 !== file.sha256) {
      throw new SottoFault(
        'hash-mismatch',
        `${nameOf(file)} from ${hostOf(file)} is not the file that was published: its SHA-256 is ${sha256}, ` +
          `expected ${file.sha256}. It was deleted.`,
        { stage: 'models' },
      );
    }
    await part.flush();
  } catch (error) {
    const fault = await asDiskFault(error, options.partsDir, file.size, nameOf(file));
    const spoilt = fault instanceof SottoFault && (fault.code === 'hash-mismatch' || fault.code === 'disk-full');
    const worthKeeping = !spoilt && part.receivedBytes > 0;
    await (worthKeeping ? part.saveRecord().catch(() => part.discard()) : part.discard());
    throw fault;
  } finally {
    await part[Symbol.asyncDispose]();
  }
  await rename(part.path, target);
  await part.discard();
}

/** One file on its way. Hashes as it writes while bytes come in order; parts of several connections are read back. */
class Transfer {
  readonly #file: PinnedFile;
  readonly #part: PartFile;
  readonly #options: DownloadOptions;
  #unsavedBytes = 0;
  #hash: ReturnType<typeof createHash> | undefined;

  constructor(file: PinnedFile, part: PartFile, options: DownloadOptions) {
    this.#file = file;
    this.#part = part;
    this.#options = options;
    this.#hash = part.receivedBytes === 0 ? createHash('sha256') : undefined;
  }

  async run(): Promise<string> {
    let pauseMs = this.#options.retryDelayMs ?? 500;
    for (let attempt = 1; !this.#part.isComplete; attempt += 1) {
      const before = this.#part.receivedBytes;
      try {
        await this.#attempt();
      } catch (error) {
        if (this.#options.signal.aborted) throw cancelledFault();
        if (error instanceof SottoFault || isDiskError(error)) throw error;
        if (this.#part.receivedBytes > before) attempt = 1;
        if (attempt >= ATTEMPTS) throw cutOff(this.#file, error);
        await delay(pauseMs, undefined, { signal: this.#options.signal }).catch(() => undefined);
        throwIfCancelled(this.#options.signal);
        pauseMs *= 2;
      }
    }
    this.#options.onReceived?.(this.#part.receivedBytes);
    return this.#hash?.digest('hex') ?? sha256File(this.#part.path, this.#options.signal);
  }

  async #attempt(): Promise<void> {
    const first = this.#part.segments.find(isOpen);
    if (first === undefined) return;
    const parallelMinBytes = this.#options.parallelMinBytes ?? PARALLEL_MIN_BYTES;
    if (this.#file.size - this.#part.receivedBytes > parallelMinBytes) this.#part.split(PARALLEL_CONNECTIONS);
    const others = new AbortController();
    const signal = AbortSignal.any([this.#options.signal, others.signal]);
    const response = await this.#request(this.#part.segments.find(isOpen) ?? first, signal);
    if (response.statusCode === 200) return this.#takeWhole(response);
    const [opened, ...rest] = this.#part.segments.filter(isOpen);
    if (opened === undefined) return;
    if (rest.length > 0) this.#hash = undefined;
    const lanes = [this.#takeRange(response, opened), ...rest.map((segment) => this.#fetchRange(segment, signal))];
    for (const lane of lanes) lane.catch(() => others.abort());
    const outcomes = await Promise.allSettled(lanes);
    await this.#part.saveRecord();
    const failed = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    if (failed.length > 0) throw failed.find((reason) => !isCancelled(reason)) ?? failed[0];
  }

  async #fetchRange(segment: Segment, signal: AbortSignal): Promise<void> {
    const response = await this.#request(segment, signal);
    if (response.statusCode === 206) return this.#takeRange(response, segment);
    response.destroy();
    throw new Error(`range refused with status ${response.statusCode}`);
  }

  /** The answer is either 206 for exactly the wanted range or 200 for the whole file. */
  async #request(segment: Segment, signal: AbortSignal): Promise<IncomingMessage> {
    const from = segment.start + segment.received;
    const headers: Record<string, string> = { range: `bytes=${from}-${segment.end - 1}` };
    if (this.#part.etag !== undefined && this.#part.receivedBytes > 0) headers['if-range'] = this.#part.etag;
    const response = await get({
      url: new URL(this.#file.url),
      headers,
      signal,
      reachability: this.#options.reachability ?? processReachability,
      ...(this.#options.connectTimeoutMs === undefined ? {} : { connectTimeoutMs: this.#options.connectTimeoutMs }),
    });
    try {
      this.#checkAnswer(response, from, segment.end);
    } catch (error) {
      response.destroy();
      throw error;
    }
    return response;
  }

  #checkAnswer(response: IncomingMessage, from: number, end: number): void {
    const status = response.statusCode ?? 0;
    if (status === 206) {
      const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(response.headers['content-range'] ?? '');
      if (range === null || Number(range[1]) !== from || Number(range[2]) !== end - 1) {
        throw new SottoFault('source-unreachable', `${hostOf(this.#file)} answered with another range than asked for.`);
      }
      if (range[3] !== '*') this.#checkSize(Number(range[3]));
      if (this.#part.receivedBytes === 0) this.#part.adoptEtag(etagOf(response));
      return;
    }
    if (status === 200) {
      const length = response.headers['content-length'];
      if (length !== undefined) this.#checkSize(Number(length));
      return;
    }
    if (status === 416) this.#checkSize(0);
    if (status === 429 || status >= 500) throw new Error(`status ${status}`);
    throw new SottoFault('source-unreachable', `${hostOf(this.#file)} answered ${status} for ${nameOf(this.#file)}.`, {
      stage: 'models',
    });
  }

  #checkSize(size: number): void {
    if (size === this.#file.size) return;
    throw new SottoFault(
      'hash-mismatch',
      `${nameOf(this.#file)} at ${hostOf(this.#file)} has another size (${formatBytes(size)}) than the one that was published ` +
        `(${formatBytes(this.#file.size)}).`,
      { stage: 'models' },
    );
  }

  async #takeWhole(response: IncomingMessage): Promise<void> {
    this.#part.restart(etagOf(response));
    this.#hash = createHash('sha256');
    const segment = this.#part.segments[0];
    if (segment !== undefined) await this.#takeRange(response, segment);
  }

  async #takeRange(response: IncomingMessage, segment: Segment): Promise<void> {
    try {
      for await (const chunk of response as AsyncIterable<Buffer>) {
        if (segment.received + chunk.length > segment.end - segment.start) this.#checkSize(this.#file.size + 1);
        await this.#part.write(segment, chunk);
        this.#hash?.update(chunk);
        this.#options.onReceived?.(this.#part.receivedBytes);
        this.#unsavedBytes += chunk.length;
        if (this.#unsavedBytes < RECORD_EVERY_BYTES) continue;
        this.#unsavedBytes = 0;
        await this.#part.saveRecord();
      }
    } catch (error) {
      // A write that failed half-way leaves the running hash behind the file.
      this.#hash = undefined;
      throw error;
    } finally {
      response.destroy();
    }
    if (isOpen(segment)) {
      throw new Error('the connection ended early');
    }
  }
}

function isOpen(segment: Segment): boolean {
  return segment.received < segment.end - segment.start;
}

function etagOf(response: IncomingMessage): string | undefined {
  const etag = response.headers.etag;
  return etag === undefined || etag.startsWith('W/') ? undefined : etag;
}

function isDiskError(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EIO'].includes((error as NodeJS.ErrnoException | null)?.code ?? '');
}

function isCancelled(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === 'AbortError' || (error instanceof SottoFault && error.code === 'cancelled'))
  );
}

function cutOff(file: PinnedFile, cause: unknown): SottoFault {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SottoFault(
    'source-unreachable',
    `The download of ${nameOf(file)} from ${hostOf(file)} kept failing (${reason}).`,
    {
      stage: 'models',
      retryable: true,
      cause,
    },
  );
}

function nameOf(file: PinnedFile): string {
  return new URL(file.url).pathname.split('/').at(-1) ?? file.url;
}

function hostOf(file: PinnedFile): string {
  return new URL(file.url).host;
}
