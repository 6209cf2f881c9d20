/** @param {string} _file @param {(text: string) => void} _log */
export async function restoreBundle(_file, _log) {
  throw new Error('not yet');
}
