/** The engine's process: the assistant behind message ports that the main process hands in. */

import '../../engine/network/guarded.ts';
import type { MessageEvent, MessagePortMain } from 'electron';
import type { Packet, Wire } from '../../contract/rpc.ts';
import { dataDir, startWorkersWith } from '../../engine/engine.ts';
import { type Assistant, openAssistant, serveAssistant } from '../../host/assistant.ts';
import { isTalkOrder, type TalkOrder } from '../engine-orders.ts';
import { workersFromMain } from './ask-main-for-workers.ts';

const { parentPort } = process;
startWorkersWith(workersFromMain(parentPort));
/** Of a start after a crash: what was open. */
const [conversationId] = process.argv.slice(2);
const opening = openAssistant({ dataDir: dataDir(), conversationId });

// Before anything is awaited: what arrives without a listener for it is lost.
parentPort.on('message', ({ data, ports: [port] }: MessageEvent) => {
  if (data === 'port' && port !== undefined) void opening.then((opened) => serveAssistant(portWire(port), opened));
  else if (data === 'end') void end();
  else if (isTalkOrder(data)) void opening.then((opened) => obey(data, opened)).catch(() => undefined);
});
const assistant = await opening;

// For the tray, and for the next process: nothing of what is said.
let told = '';
void assistant.feed.watch(() => {
  const { phase, floor, isMuted, open, settings } = assistant.feed.state;
  const notice = { phase, floor, isMuted, conversationId: open.conversation?.id, desktop: settings.desktop };
  if (JSON.stringify(notice) === told) return;
  told = JSON.stringify(notice);
  parentPort.postMessage(notice);
}, new AbortController().signal);

/** From the hotkey and the tray. What is not possible now, such as talking without models, the page says itself. */
async function obey(order: TalkOrder, { handlers, feed }: Assistant): Promise<void> {
  const context = { signal: new AbortController().signal, emit: () => undefined };
  if (order === 'press') await handlers['talk.press']({}, context);
  else if (order === 'release') await handlers['talk.release']({}, context);
  else await handlers['talk.mute']({ isMuted: !feed.state.isMuted }, context);
}

async function end(): Promise<void> {
  try {
    await (await opening)[Symbol.asyncDispose]();
  } finally {
    process.exit(0);
  }
}

function portWire(port: MessagePortMain): Wire {
  return {
    post: (packet) => port.postMessage(packet),
    onPacket(listener) {
      port.on('message', ({ data }) => listener(data as Packet));
      port.start();
    },
    onClose: (listener) => void port.once('close', listener),
  };
}
