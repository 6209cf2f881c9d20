/** Whether a server of the user's own answers, and how fast. */

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
