/**
 * The icon of the application in the sizes that desktops ask for, from packaging/icons/icon.svg.
 *
 *   node test/packaging/draw-icons.ts
 */

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const FOLDER = fileURLToPath(new URL('../../packaging/icons/', import.meta.url));
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];

const drawing = await readFile(`${FOLDER}icon.svg`, 'utf8');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage();
for (const size of SIZES) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body{margin:0;background:none}svg{display:block;width:${size}px}</style>${drawing}`);
  await writeFile(`${FOLDER}${size}x${size}.png`, await page.screenshot({ omitBackground: true }));
}
await browser.close();
