import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settings } from '../../../contract/settings.ts';
import { en } from '../../locales/en.ts';
import { FIELDS } from './fields.ts';
import { isLocked, patchOf, valueAt } from './settings-patch.ts';

test('a patch changes one value, or sets it back', () => {
  assert.deepEqual(patchOf('voice.speed', 1.5), { voice: { speed: 1.5 } });
  assert.deepEqual(patchOf('voice.speed', null), { voice: { speed: null } });
});

test('a lock on a group holds for all that is in it, and for nothing else', () => {
  assert.deepEqual(
    ['voice.speed', 'voice', 'voices.speed'].map((path) => isLocked(['voice'], path)),
    [true, true, false],
  );
});

test('every field of the screen is a setting with a default and a name', () => {
  const defaults = settings.parse({});
  const paths = Object.values(FIELDS)
    .flat()
    .map(([path]) => path);
  assert.deepEqual(
    paths.filter((path) => valueAt(defaults, path) === undefined),
    [],
  );
  assert.deepEqual(paths.toSorted(), Object.keys(en.settings.fields).toSorted());
});
