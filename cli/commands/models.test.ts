import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { SottoFault } from '../../contract/faults.ts';
import { EXIT, UsageError } from '../io.ts';
import { models } from './models.ts';

let home: string;
let previousHome: string | undefined;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sotto-cli-models-'));
  previousHome = process.env['SOTTO_HOME'];
  process.env['SOTTO_HOME'] = home;
});

afterEach(async () => {
  if (previousHome === undefined) delete process.env['SOTTO_HOME'];
  else process.env['SOTTO_HOME'] = previousHome;
  await rm(home, { recursive: true, force: true });
});

async function run(...args: string[]): Promise<{ code: number; out: string }> {
  let out = '';
  const stdout = { write: (text: string) => (out += text) };
  const code = await models(args, { stdout, stderr: { write: () => true }, signal: new AbortController().signal });
  return { code, out };
}

test('list shows what there is, with licence, one JSON object a line when asked', async () => {
  const { out } = await run('list');
  assert.match(out, /○ {2}stt +whisper-base +82 MB +MIT/);
  assert.match(out, /lessac.*no commercial-use/);
  const lines = (await run('list', '--json')).out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string });
  assert.equal(
    lines.every(({ type }) => type === 'model.listed'),
    true,
  );
  assert.equal((await run('list', '--installed', '--json')).out, '');
});

test('without a subcommand the help is shown and the exit code says so', async () => {
  assert.deepEqual([(await run()).code, (await run('--help')).code], [EXIT.usage, EXIT.ok]);
});

test('wrong command lines are refused before anything is done', async () => {
  const wrong = [
    ['fetch'],
    ['install', '--wat'],
    ['remove'],
    ['import'],
    ['import', 'a', 'b'],
    ['bundle'],
    ['bundle', 'export'],
  ];
  for (const args of [
    ...wrong,
    ['bundle', 'import', 'f', 'id'],
    ['import', 'f', '--context', 'x'],
    ['import', 'f', '--chat-family', 'x'],
  ]) {
    await assert.rejects(run(...args), UsageError, args.join(' '));
  }
});

test('faults name what is wrong', async () => {
  const codeOf = async (...args: string[]): Promise<string> => {
    const error = await run(...args).then(
      () => undefined,
      (reason: unknown) => reason as SottoFault,
    );
    return error?.code ?? 'none';
  };
  const text = join(home, 'text.gguf');
  await writeFile(text, 'hello');
  assert.deepEqual(
    await Promise.all([
      codeOf('install', 'no-such-model'),
      codeOf('remove', 'whisper-base'),
      codeOf('verify', 'whisper-base'),
      codeOf('import', join(home, 'none.gguf')),
      codeOf('import', text),
      codeOf('bundle', 'import', text),
      codeOf('bundle', 'export', join(home, 'b.sotto')),
    ]),
    [
      'model-unknown',
      'model-missing',
      'model-missing',
      'model-missing',
      'model-unsupported',
      'bad-input',
      'model-missing',
    ],
  );
});

test('verify of nothing says how to get models', async () => {
  assert.match((await run('verify')).out, /sotto models install/);
});
