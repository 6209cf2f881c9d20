/**
 * A network that looks real and leads nowhere: an interface, a default route and a name server in a namespace of its
 * own. Whatever leaves is counted by the kernel and named by tcpdump; the loopback address works and does not count.
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface NetworkSink extends AsyncDisposable {
  /** The command line that runs a program inside. */
  inside(command: string, args: readonly string[]): readonly [string, ...string[]];
  /** Packets that have left since it was opened. */
  count(): number;
  /** Those since a count, one line each: when, from where, to where, what. */
  packetsSince(count: number): Promise<readonly string[]>;
}

/** No neighbour is asked for and none announces itself: the first packet is the first leak. */
const LAY = `set -e
ip link set lo up
ip link add name sink0 type veth peer name sinkp
for each in sink0 sinkp; do
  [ ! -e /proc/sys/net/ipv6/conf/$each ] || echo 1 > /proc/sys/net/ipv6/conf/$each/disable_ipv6
done
ip addr add 10.200.0.2/24 dev sink0
ip link set sinkp up
ip link set sink0 up
ip neigh add 10.200.0.1 lladdr 02:00:00:00:00:01 dev sink0 nud permanent
ip neigh add 10.200.0.53 lladdr 02:00:00:00:00:53 dev sink0 nud permanent
ip route add default via 10.200.0.1
mount --bind "$1" /etc/resolv.conf
# Name services that are reached without a network would look names up outside of it.
for each in /run/systemd/resolve /run/nscd; do
  [ ! -d $each ] || mount -t tmpfs none $each
done
exec tcpdump -i sink0 -Q out -n -l -U --immediate-mode -Z root`;

/** Why there can be no such network here, in words; false where there can. */
export function noSinkBecause(): string | false {
  if (process.platform !== 'linux') return 'a captured network needs Linux';
  const missing = ['unshare', 'nsenter', 'ip', 'tcpdump'].filter(
    (command) => spawnSync('sh', ['-c', `command -v ${command}`]).status !== 0,
  );
  if (missing.length > 0) return `a captured network needs ${missing.join(', ')}: npm run setup`;
  // The administrator of a namespace of one's own can neither capture nor be a second user, whom Electron needs.
  if (process.getuid?.() !== 0) return 'a captured network needs an administrator';
  const tried = ['--net', '--mount', 'ip', 'link', 'add', 'name', 'sink0', 'type', 'veth', 'peer', 'name', 'sinkp'];
  return spawnSync('unshare', tried).status === 0 ? false : 'a captured network needs the right to make namespaces';
}

export async function openNetworkSink(): Promise<NetworkSink> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-sink-'));
  const nameServers = join(folder, 'resolv.conf');
  await writeFile(nameServers, 'nameserver 10.200.0.53\noptions timeout:1 attempts:1\n', { mode: 0o644 });
  const args = ['--net', '--mount', 'sh', '-c', LAY, 'sh', nameServers];
  const capture = spawn('unshare', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines = collectLines(capture);
  try {
    await listening(capture);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  const into = ['--target', String(capture.pid), '--net', '--mount'];
  const count = (): number => sentPackets(capture.pid ?? 0);
  return {
    inside: (command, rest) => ['nsenter', ...into, '--', command, ...rest],
    count,
    async packetsSince(before) {
      // The kernel counts at once; the words for it come a moment later.
      for (let looks = 0; lines.length < count() && looks < 100; looks += 1) await delay(50);
      return lines.slice(before);
    },
    async [Symbol.asyncDispose]() {
      const ended = once(capture, 'exit');
      capture.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function collectLines({ stdout }: ChildProcess): readonly string[] {
  const lines: string[] = [];
  let begun = '';
  stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (begun + text).split('\n');
    begun = parts.pop() ?? '';
    // What belongs to the packet before is indented.
    lines.push(...parts.filter((line) => /^\S/.test(line)));
  });
  return lines;
}

async function listening(capture: ChildProcess): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    capture.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('listening on')) resolve();
    });
    capture.once('exit', () => reject(new Error(`The captured network did not come up: ${said}`)));
  });
}

/** The counter of sent packets, of the kernel's own table for that namespace. */
function sentPackets(pid: number): number {
  const line = readFileSync(`/proc/${pid}/net/dev`, 'utf8')
    .split('\n')
    .find((each) => each.trim().startsWith('sink0:'));
  return Number(line?.split(':')[1]?.trim().split(/\s+/)[9]);
}
