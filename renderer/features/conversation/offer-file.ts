/** Lets the user keep a text as a file; nothing leaves the page otherwise. */
export function offerFile(fileName: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content]));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(address);
}
