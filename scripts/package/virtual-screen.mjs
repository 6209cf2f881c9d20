// What is on a display without a screen, from the file that Xvfb keeps it in.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

/** Starts a display of 1280 by 800. @param {string} folder for its picture */
export async function openVirtualScreen(folder) {
  const args = ['-displayfd', '1', '-fbdir', folder, '-screen', '0', '1280x800x24', '-ac', '-nolisten', 'tcp'];
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const [number] = await once(server.stdout, 'data');
  return {
    name: `:${String(number).trim()}`,
    picture: () => parseWindowDump(readFileSync(path.join(folder, 'Xvfb_screen0'))),
    async close() {
      server.kill();
      await once(server, 'exit');
    },
  };
}

/** X's own format for a picture of 32 bits a pixel, blue first. */
function parseWindowDump(dump) {
  const field = (at) => dump.readUInt32BE(at * 4);
  const [width, height, stride] = [field(4), field(5), field(12)];
  const start = field(0) + field(19) * 12;
  const colours = new Set();
  const rows = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = start + y * stride + x * 4;
      const to = y * (width * 3 + 1) + 1 + x * 3;
      rows[to] = dump[from + 2];
      rows[to + 1] = dump[from + 1];
      rows[to + 2] = dump[from];
      colours.add(dump.readUInt32LE(from) & 0xffffff);
    }
  }
  return { colours: colours.size, png: () => png(width, height, rows) };
}

function png(width, height, rows) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...chunks]);
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
