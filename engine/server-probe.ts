/** Whether a server of the user's own answers, and how fast. */

import { z } from 'zod';
import { SottoFault } from '../contract/faults.ts';
import { networkPermissions } from './network/network-permissions.ts';
import { destinationOf } from './network/purposes.ts';
import { createOpenAiServerLanguageModel, type OpenAiServerOptions } from './reply/openai-server.adapter.ts';

/** @returns ms from the question to the first word. @throws SottoFault `server-unreachable` or `server-refused` */
export async function probeServer(server: OpenAiServerOptions, signal: AbortSignal): Promise<number> {
  const model = createOpenAiServerLanguageModel(server);
  // Asked for just now: it need not be in the settings yet.
  const permissions = [
    networkPermissions.switchOn('own-server'),
    networkPermissions.permit('own-server', destinationOf(server.baseUrl)),
  ];
  const enough = new AbortController();
  try {
    const askedAtMs = performance.now();
    const answer = model.generate(
      {
        messages: [{ role: 'user', text: 'Say yes.' }],
        maxTokens: 4,
        temperature: 0,
        priority: 'foreground',
      },
      AbortSignal.any([signal, enough.signal]),
    );
    for await (const _ of answer) return performance.now() - askedAtMs;
    throw new SottoFault('server-refused', 'The server answered without a word.', { stage: 'reply' });
  } finally {
    enough.abort();
    await model[Symbol.asyncDispose]();
    for (const permission of permissions) permission[Symbol.dispose]();
  }
}

const MODELS_TIMEOUT_MS = 10_000;
const MAX_MODELS = 500;
const modelList = z.object({ data: z.array(z.object({ id: z.string() })).max(10_000) });

/** Names of what a server offers; none where it does not tell. @throws SottoFault `server-unreachable` or `cancelled` */
export async function listServerModels(
  { baseUrl, apiKey }: Pick<OpenAiServerOptions, 'baseUrl' | 'apiKey'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const url = new URL(`${baseUrl.replace(/\/+$/, '')}/models`);
  const permissions = [
    networkPermissions.switchOn('own-server'),
    networkPermissions.permit('own-server', destinationOf(url)),
  ];
  try {
    const response = await fetch(url, {
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(MODELS_TIMEOUT_MS)]),
    });
    if (!response.ok) return [];
    const parsed = modelList.safeParse(await response.json().catch(() => undefined));
    return parsed.success ? parsed.data.data.map(({ id }) => id).slice(0, MAX_MODELS) : [];
  } catch (cause) {
    if (signal.aborted) throw new SottoFault('cancelled', 'Cancelled.');
    throw new SottoFault('server-unreachable', `The server at ${url.origin} cannot be reached.`, {
      stage: 'reply',
      retryable: true,
      cause,
    });
  } finally {
    for (const permission of permissions) permission[Symbol.dispose]();
  }
}
