const KEPT_MS = 600_000;

/** Lets the user keep a text as a file; nothing leaves the page otherwise. */
export function offerFile(fileName: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content]));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // Asked where to, the user may take a while; until then it is read from here.
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
