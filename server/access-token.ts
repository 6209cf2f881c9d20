/** What a page must show to be let in: whoever can read the terminal may open it, other programs and pages may not. */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 192 random bits, fit for an address. */
export function newAccessToken(): string {
  return randomBytes(24).toString('base64url');
}

/** Takes as long for a token that is nearly right as for one that is wrong. */
export function isSameToken(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
