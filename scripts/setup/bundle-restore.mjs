export async function restoreBundle() {
  throw new Error('not yet');
}
