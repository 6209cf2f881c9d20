// A reporter for node:test (Node 20 and up): one JSON line per test that began, finished, or closed after its subtests.

import { inspect } from 'node:util';

// biome-ignore lint/style/noDefaultExport: node:test loads a reporter by its default export.
export default async function* report(source) {
  for await (const { type, data } of source) {
    if (type === 'test:dequeue') {
      yield line({ type: 'started', name: data.name, nesting: data.nesting });
    } else if (type === 'test:pass' || type === 'test:fail') {
      const skipped = data.skip !== undefined && data.skip !== false;
      // A suite's verdict is that of its tests, unless a hook of its own failed, or it was left out as a whole.
      const failureType = data.details?.error?.failureType;
      const isSuite = data.details?.type === 'suite' && failureType !== 'hookFailed' && !skipped;
      if (isSuite || failureType === 'subtestsFailed') {
        yield line({ type: 'closed', name: data.name, nesting: data.nesting });
        continue;
      }
      const outcome = skipped ? 'skipped' : type === 'test:pass' || data.todo ? 'passed' : 'failed';
      yield line({
        type: 'finished',
        name: data.name,
        nesting: data.nesting,
        outcome,
        reason: typeof data.skip === 'string' ? data.skip : undefined,
        error: outcome === 'failed' ? describe(data.details.error) : undefined,
      });
    }
  }
}

function line(event) {
  return `${JSON.stringify(event)}\n`;
}

function describe(error) {
  const cause = error?.cause ?? error;
  if (cause instanceof Error)
    return cause.stack?.includes(cause.message) ? inspect(cause) : `${cause.message}\n${inspect(cause)}`;
  return inspect(cause);
}
