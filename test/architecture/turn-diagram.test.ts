import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { packageRoot } from '../../engine/base/package-root.ts';
import { turnDiagram } from '../support/turn-diagram.ts';

test('the diagram of turn taking is that of the turn machine', () => {
  const text = readFileSync(join(packageRoot, 'docs', 'turn-taking.md'), 'utf8');
  const drawn = /```mermaid\n([^`]*)\n```/.exec(text)?.[1];
  assert.equal(drawn, turnDiagram());
});
