/** Languages as people call them. */

export function languageName(code: string, inLanguage: string): string {
  const name = new Intl.DisplayNames([inLanguage], { type: 'language', fallback: 'none' }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(inLanguage) + name.slice(1);
}

/** `auto` first, then each once, in the order of the alphabet. Codes that name no language are left out. */
export function languageChoices(codes: readonly string[], auto: string, inLanguage: string): Record<string, string> {
  const named = [...new Set(codes)]
    .filter((code) => /^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(code))
    .map((code) => [code, languageName(code, inLanguage)] as const)
    .toSorted(([, a], [, b]) => a.localeCompare(b, inLanguage));
  return { auto, ...Object.fromEntries(named) };
}
