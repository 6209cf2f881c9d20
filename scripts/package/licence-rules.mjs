// Which licences may be in a package of Sotto (docs/adr/0001).

/** Terms that a program under Apache-2.0 or GPL-3.0 may include. LGPL and MPL: as libraries that nobody changed. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'LGPL-2.1-or-later',
  'LGPL-3.0-or-later',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'Unicode-3.0',
  'Unlicense',
  'Zlib',
  'blessing',
]);
/** Only eSpeak NG, which makes the whole a work under the same terms. */
const ONLY = { 'GPL-3.0-or-later': new Set(['eSpeak NG']) };

/**
 * Whether a component may be shipped under its licence, an SPDX expression: of alternatives one suffices, of what holds
 * together all is needed.
 * @param {{ name: string, licence: string }} component
 */
export function isLicenceAllowed({ name, licence }) {
  const tokens = licence.match(/\(|\)|[^\s()]+/g) ?? [];
  let at = 0;
  const alternatives = () => {
    let allowed = conjunction();
    while (tokens[at] === 'OR') {
      at += 1;
      const next = conjunction();
      allowed = allowed || next;
    }
    return allowed;
  };
  const conjunction = () => {
    let allowed = term();
    while (tokens[at] === 'AND') {
      at += 1;
      const next = term();
      allowed = allowed && next;
    }
    return allowed;
  };
  const term = () => {
    const token = tokens[at++] ?? '';
    if (token !== '(') return ALLOWED.has(token) || ONLY[token]?.has(name) === true;
    const inner = alternatives();
    return tokens[at++] === ')' && inner;
  };
  return alternatives() && at === tokens.length;
}
