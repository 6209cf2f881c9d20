import { readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * Every regular file below a folder, as full paths, in a stable order. A folder that is not there has none; links are
 * not followed.
 * @param {string} folder
 * @returns {string[]}
 */
export function filesBelow(folder) {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  const files = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) files.push(...filesBelow(place));
    else if (entry.isFile()) files.push(place);
  }
  return files;
}
