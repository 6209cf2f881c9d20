/** Which settings a person means who types a few words of them. */

/** Every word of the query begins a word of the texts, or stands within one; whatever their case and accents. */
export function isFound(query: string, texts: readonly (string | undefined)[]): boolean {
  const text = plain(texts.filter((one) => one !== undefined).join(' '));
  return plain(query)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase().trim();
}
