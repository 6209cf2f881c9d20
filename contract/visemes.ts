/** The 15 mouth shapes of the Oculus set, which avatar formats share. */
export const VISEMES = ['sil', 'PP', 'FF', 'TH', 'DD', 'kk', 'CH', 'SS', 'nn', 'RR', 'aa', 'E', 'I', 'O', 'U'] as const;
export type VisemeShape = (typeof VISEMES)[number];
