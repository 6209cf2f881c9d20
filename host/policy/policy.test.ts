import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { FaultCode } from '../../contract/faults.ts';
import { changeSettings, loadSettingsUnder } from '../settings-file.ts';
import { type Policy, parsePolicy, policyDefaults, refuseLocked, resolveSettings } from './policy.ts';
import { obeyPolicy } from './policy-in-force.ts';
import { readPolicyFile, readPreferencesPolicy, readRegistryPolicy } from './policy-place.ts';

const parse = (policy: object): Policy => parsePolicy(JSON.stringify({ version: 1, ...policy }), 'policy.json');
const fails = (code: FaultCode, words: RegExp) => (error: unknown) =>
  (error as { code?: string }).code === code && words.test((error as Error).message);

describe('policy', () => {
  test('built-in default < policy default < user < policy lock', () => {
    const speed = fc.double({ min: 0.5, max: 2, noNaN: true, noDefaultInfinity: true }).map((value) => Math.abs(value));
    const maybe = fc.option(speed, { nil: undefined });
    fc.assert(
      fc.property(maybe, maybe, fc.constantFrom('locked', 'default'), (user, ruled, kind) => {
        const policy = parse(ruled === undefined ? {} : { settings: { 'voice.speed': { [kind]: ruled } } });
        const parsed = resolveSettings(user === undefined ? {} : { voice: { speed: user } }, policy);
        const expected = kind === 'locked' ? (ruled ?? user ?? 1) : (user ?? ruled ?? 1);
        assert.equal(parsed.data?.voice.speed, expected);
      }),
    );
  });

  test('a server of the policy never meets a key of the user, nor the other way', () => {
    const server = { baseUrl: 'http://a.example/v1', model: 'a' };
    const user = { server: { baseUrl: 'http://b.example/v1', model: 'b', apiKey: 'mine' } };
    const locked = resolveSettings(user, parse({ settings: { server: { locked: server } } }));
    assert.deepEqual(locked.data?.server, { ...server, contextTokens: 8192 });
    const given = parse({ settings: { server: { default: { ...server, apiKey: 'theirs' } } } });
    const { apiKey: _none, ...keyless } = user.server;
    assert.deepEqual(resolveSettings({ server: keyless }, given).data?.server, { ...keyless, contextTokens: 8192 });
  });

  test('what may never be is locked', () => {
    const policy = parse({ network: { never: ['model-download', 'own-server'] }, privacy: { keepAudio: 'forbidden' } });
    const user = {
      server: { baseUrl: 'http://b.example/v1', model: 'b' },
      privacy: { keepAudio: true },
      network: { modelDownloads: 'on' },
    };
    const settings = resolveSettings(user, policy).data;
    assert.deepEqual(
      [settings?.server, settings?.privacy.keepAudio, settings?.network.modelDownloads],
      [undefined, false, 'off'],
    );
    for (const patch of [
      { server: null },
      { server: { model: 'x' } },
      { privacy: null },
      { privacy: { keepAudio: true } },
    ]) {
      assert.throws(() => refuseLocked(patch, policy), fails('policy-locked', /organisation \(policy\.json\)/));
    }
    refuseLocked({ voice: { speed: 2 } }, policy);
  });

  const BROKEN: readonly (readonly [string, string, RegExp])[] = [
    ['no JSON', '{\n"version": 1,\n oops }', /policy\.json.*JSON/],
    ['an unknown rule', '{"version":1,"modells":{}}', /modells/],
    ['no version', '{}', /version/],
    ['both a lock and a default', '{"version":1,"settings":{"voice.speed":{"locked":1,"default":1}}}', /voice\.speed/],
    ['a setting that is none', '{"version":1,"settings":{"voice.sped":{"locked":1}}}', /voice\.sped/],
    ['a locked null that is none', '{"version":1,"settings":{"voice.sped":{"locked":null}}}', /voice\.sped/],
    ['a value out of range', '{"version":1,"settings":{"voice.speed":{"locked":9}}}', /voice\.speed/],
    ['a group', '{"version":1,"settings":{"voice":{"locked":{"speed":1}}}}', /one by one/],
    ['a default without a value', '{"version":1,"settings":{"voice.speed":{"default":null}}}', /no value/],
    [
      'two rules for one',
      '{"version":1,"settings":{"privacy.keepAudio":{"locked":true}},"privacy":{"keepAudio":"forbidden"}}',
      /contradicts/,
    ],
    ['a hash that is none', '{"version":1,"models":{"allow":["abc"]}}', /SHA-256/],
  ];
  for (const [name, text, words] of BROKEN) {
    test(`${name} is refused by name`, () => {
      assert.throws(() => parsePolicy(text, 'policy.json'), fails('policy-invalid', words));
    });
  }

  test('the file of the user keeps what the user wrote', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'sotto-policy-'));
    try {
      await writeFile(join(dir, 'settings.json'), '{"voice":{"speed":1.5}}');
      const policy = parse({ settings: { 'voice.speed': { locked: 0.8 }, 'reply.maxTokens': { default: 99 } } });
      assert.equal((await loadSettingsUnder(policy, dir)).voice.speed, 0.8);
      const after = await changeSettings(dir, { voice: { speaker: 1 } }, policy);
      assert.deepEqual([after.voice.speed, after.reply.maxTokens], [0.8, 99]);
      await assert.rejects(
        changeSettings(dir, { voice: { speed: 1 } }, policy),
        fails('policy-locked', /voice\.speed/),
      );
      assert.deepEqual(JSON.parse(await readFile(join(dir, 'settings.json'), 'utf8')), {
        voice: { speed: 1.5, speaker: 1 },
      });
      assert.equal(policyDefaults(policy).voice.speed, 0.8);
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});

describe('place of the policy', () => {
  test('a file is followed only where nobody else could have written it', {
    skip: process.platform === 'win32',
  }, async () => {
    const dir = await mkdtemp(join(tmpdir(), 'sotto-policy-'));
    const path = join(dir, 'policy.json');
    const uid = process.getuid?.() ?? 0;
    try {
      assert.equal(await readPolicyFile(path, uid), undefined);
      await writeFile(path, '{"version":1}');
      await chmod(path, 0o644);
      assert.equal((await readPolicyFile(path, uid))?.source, path);
      await assert.rejects(readPolicyFile(path, uid + 1), fails('policy-invalid', /\broot\b/));
      await chmod(path, 0o664);
      await assert.rejects(readPolicyFile(path, uid), fails('policy-invalid', /\broot\b/));
      await chmod(path, 0o644);
      await chmod(dir, 0o777);
      await assert.rejects(readPolicyFile(path, uid), fails('policy-invalid', /\broot\b/));
      await assert.rejects(readPolicyFile(dir, uid), fails('policy-invalid', /no file|cannot be read/));
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  test('the registry', async () => {
    const printed = (line: string) => async () => ({
      stdout: `\r\nHKEY_LOCAL_MACHINE\\Software\r\n    ${line}\r\n\r\n`,
    });
    const exits = (code: number) => () => Promise.reject(Object.assign(new Error('exit'), { code }));
    assert.equal((await readRegistryPolicy(printed('Policy    REG_SZ    {"version":1}')))?.file.version, 1);
    assert.equal(await readRegistryPolicy(exits(1)), undefined);
    await assert.rejects(readRegistryPolicy(exits(5)), fails('policy-invalid', /registry/));
    await assert.rejects(readRegistryPolicy(printed('Policy    REG_DWORD    0x1')), fails('policy-invalid', /REG_SZ/));
  });

  test('managed preferences', async () => {
    const present = import.meta.filename ?? process.execPath;
    const json = await readPreferencesPolicy(present, async () => ({ stdout: '{"version":1}' }));
    assert.equal(json?.source, present);
    assert.equal(await readPreferencesPolicy('/nowhere/at/all', () => Promise.reject(new Error('not run'))), undefined);
    await assert.rejects(
      readPreferencesPolicy(present, () => Promise.reject(new Error('bad'))),
      fails('policy-invalid', /list/),
    );
  });

  test('a policy that cannot be followed lets no model be used', async () => {
    const { modelAllowance } = await import('../../engine/engine.ts');
    const file = { path: 'model.gguf', sha256: 'a'.repeat(64) };
    await assert.rejects(
      obeyPolicy(async () => parsePolicy('{', 'policy.json')),
      fails('policy-invalid', /policy\.json/),
    );
    assert.throws(() => modelAllowance.check('a-model', [file]), fails('policy-locked', /a-model/));
    await obeyPolicy(async () => parse({ models: { allow: [file.sha256] } }));
    modelAllowance.check('a-model', [file]);
    assert.equal(modelAllowance.isAllowed([{ sha256: 'b'.repeat(64) }]), false);
    await obeyPolicy(async () => undefined);
    assert.equal(modelAllowance.isAllowed([{ sha256: 'b'.repeat(64) }]), true);
  });
});
