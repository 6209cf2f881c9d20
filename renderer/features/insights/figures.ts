/** Figures as people read them. A number and its unit stay on one line. */

export function msText(ms: number | undefined, language: string): string {
  if (ms === undefined) return '–';
  if (ms < 10_000) return `${Math.round(ms).toLocaleString(language)}\u00a0ms`;
  return `${(ms / 1000).toLocaleString(language, { maximumFractionDigits: 1 })}\u00a0s`;
}

export function percentText(share: number, language: string): string {
  return share.toLocaleString(language, { style: 'percent', maximumFractionDigits: 0 });
}

/** A moment on a timeline. */
export function momentText(ms: number, language: string): string {
  const one = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return `${(ms / 1000).toLocaleString(language, one)}\u00a0s`;
}
