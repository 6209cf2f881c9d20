/**
 * Holds a conversation with `sotto serve --local`, in the network in which this program was started:
 * `serve-inside.ts TURNS`. Prints what was answered, and who listened meanwhile.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import WebSocket from 'ws';
import type { AssistantCalls } from '../../contract/assistant.ts';
import { connectCalls, type Packet } from '../../contract/rpc.ts';
import { packageRoot } from '../../engine/base/package-root.ts';

const turns = Number(process.argv[2]);
const main = join(packageRoot, 'cli', 'main.ts');
const server = spawn(process.execPath, [main, 'serve', '--local', '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
process.on('exit', () => server.kill('SIGKILL'));
const [line] = (await once(createInterface(server.stdout), 'line')) as [string];
const url = new URL((JSON.parse(line) as { readonly address: string }).address);
const page = await fetch(url);
const socket = new WebSocket(`ws://${url.host}/assistant?${url.hash.slice(1)}`);
await once(socket, 'open');
const calls = connectCalls<AssistantCalls>({
  post: (packet) => socket.send(JSON.stringify(packet)),
  onPacket: (listener) => void socket.on('message', (data) => listener(JSON.parse(String(data)) as Packet)),
  onClose: (listener) => void socket.on('close', listener),
});
const signal = AbortSignal.timeout(300_000);

let answers = 0;
const watching = new AbortController();
void calls
  .call(
    'state.watch',
    {},
    {
      signal: watching.signal,
      onItem: (update) => {
        if (update.kind !== 'event') return;
        if (update.event.type === 'reply.completed') answers += 1;
      },
    },
  )
  .catch(() => undefined);
for (let turn = 1; turn <= turns; turn += 1) {
  await calls.call('talk.submit', { text: `Say the number ${turn} in words.`, isSilent: true }, { signal });
}
watching.abort();

console.log(JSON.stringify({ page: page.status, answers, listeners: listeners() }));
socket.close();
server.kill('SIGTERM');
await once(server, 'exit');

/** Addresses of this network that anybody listens on, TCP and UDP, as the kernel writes them. */
function listeners(): readonly string[] {
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((kind) =>
    readFileSync(`/proc/self/net/${kind}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((entry) => entry.trim().split(/\s+/))
      .filter(([, , , state]) => (kind.startsWith('udp') ? state === '07' : state === '0A'))
      .map(([, address = '']) => `${kind} ${address.split(':')[0]}`),
  );
}
