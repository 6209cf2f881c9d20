/** Bytes as people read them, in powers of ten. */
export function sizeText(bytes: number, language: string): string {
  const [unit, divisor] = bytes >= 1e9 ? (['GB', 1e9] as const) : (['MB', 1e6] as const);
  const digits = unit === 'GB' ? 1 : 0;
  return `${(bytes / divisor).toLocaleString(language, { maximumFractionDigits: digits })} ${unit}`;
}
