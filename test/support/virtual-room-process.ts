/**
 * The air of a virtual room, in a process of its own: each sample that the loudspeaker plays becomes a sample at the
 * microphone, with its echo and with what the user says. Usage: SPEAKER_FIFO MICROPHONE_FIFO ECHO_GAIN, both 32-bit
 * float, mono, 48 kHz; a message `{ say: FILE }` plays raw samples of that format as the user.
 */

import { constants, openSync, readFileSync } from 'node:fs';
import { Socket } from 'node:net';

const RATE_HZ = 48_000;
const DIRECT_DELAY = 0.003 * RATE_HZ;
const REFLECTIONS = 48;
const REVERBERATION = 0.1 * RATE_HZ;

const [speaker = '', microphone = '', echoGain = '0.5'] = process.argv.slice(2);
const taps = echoTaps(Number(echoGain));
/** What was played last, newest at `now - 1`. */
const played = new Float32Array(8192);
let now = 0;
let said = new Float32Array(0);
let saidAt = 0;
let rest = Buffer.alloc(0);

const out = new Socket({ fd: openSync(microphone, constants.O_RDWR | constants.O_NONBLOCK), readable: false });
const input = new Socket({ fd: openSync(speaker, constants.O_RDONLY | constants.O_NONBLOCK), writable: false });
input.on('data', (bytes: Buffer) => {
  rest = Buffer.concat([rest, bytes]);
  const heard = new Float32Array(Math.floor(rest.length / 4));
  for (let i = 0; i < heard.length; i++) heard[i] = pass(rest.readFloatLE(i * 4));
  rest = rest.subarray(heard.length * 4);
  out.write(Buffer.from(heard.buffer));
});
process.on('message', (message: { readonly say: string }) => {
  said = new Float32Array(Uint8Array.from(readFileSync(message.say)).buffer);
  saidAt = 0;
});
process.on('disconnect', () => process.exit());
process.send?.('ready');

function pass(sample: number): number {
  played[now % played.length] = sample;
  let heard = said[saidAt++] ?? 0;
  for (const { delay, gain } of taps) heard += gain * (played[(now - delay + played.length) % played.length] ?? 0);
  now += 1;
  return heard;
}

/** The direct way, then reflections that die away; the same in every run. */
function echoTaps(gain: number): { delay: number; gain: number }[] {
  let seed = 1;
  const random = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  const reflections = Array.from({ length: REFLECTIONS }, () => {
    const delay = Math.round(DIRECT_DELAY + random() * REVERBERATION);
    return { delay, gain: gain * 0.3 * (random() - 0.5) * Math.exp((-4 * delay) / REVERBERATION) };
  });
  return [{ delay: DIRECT_DELAY, gain }, ...reflections];
}
