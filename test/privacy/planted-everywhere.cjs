// Loaded first into every process of a program: sends something out again and again. SOTTO_PLANTED says how:
// `through` uses what everybody uses, which the guard minds; `around` keeps what was there before the guard came, as
// native code would, which only a captured network sees.

const dns = require('node:dns');
const net = require('node:net');

const EVERY_MS = 500;
const connect = net.Socket.prototype.connect;
const ignore = () => undefined;

/** @type {Record<string, () => void>} */
const WAYS = {
  through: () => {
    net.connect(80, '10.97.0.1').on('error', ignore);
    fetch('http://10.97.0.2/').catch(ignore);
    dns.promises.lookup('planted.example').catch(ignore);
  },
  around: () => {
    const socket = new net.Socket().on('error', ignore);
    connect.call(socket, { host: '10.97.0.3', port: 80 });
    // A connection on its way would keep its process from ending.
    setTimeout(() => socket.destroy(), EVERY_MS / 2);
  },
};

/** A process that is held back before its first line has no guard yet. One that never gets a guard leaks in the end. */
const PATIENCE_S = 15;

function isTime() {
  const isGuarded = Object.getOwnPropertyDescriptor(net.Socket.prototype, 'connect')?.writable === false;
  return process.env.SOTTO_PLANTED !== 'through' || isGuarded || process.uptime() > PATIENCE_S;
}

const leak = WAYS[process.env.SOTTO_PLANTED ?? ''];
if (leak !== undefined) setInterval(() => isTime() && leak(), EVERY_MS).unref();
