import assert from 'node:assert/strict';
import { test } from 'node:test';
import { de } from './de.ts';
import { en } from './en.ts';

/** Every text by its path; what takes parameters as what it makes of none. */
function textsOf(words: object, path = ''): readonly (readonly [string, string])[] {
  return Object.entries(words).flatMap(([name, word]: [string, unknown]) => {
    if (typeof word === 'object' && word !== null) return textsOf(word, `${path}${name}.`);
    return [[`${path}${name}`, typeof word === 'function' ? '(made)' : String(word)] as const];
  });
}

/** The same in both languages. */
const SHARED =
  /^(app\.name|conversation\.sotto|settings\.appearance\.texts\.|settings\.units\.|settings\.personas\.name$|models\.pause|knowledge\.formats\.(?:pdf|docx|odt|markdown)$|settings\.fields\.persona\.name$)/;

test('German says everything that English says, in its own words', () => {
  const german = new Map(textsOf(de));
  assert.deepEqual(
    textsOf(en).filter(
      ([path, text]) => german.get(path) === undefined || german.get(path)?.trim() === '' || text === '',
    ),
    [],
  );
  const same = textsOf(en).filter(
    ([path, text]) => text !== '(made)' && german.get(path) === text && !SHARED.test(path),
  );
  assert.deepEqual(
    same.map(([path]) => path).filter((path) => path !== 'settings.fields.persona.name'),
    [],
  );
});
