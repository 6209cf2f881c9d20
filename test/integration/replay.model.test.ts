import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readWavFile } from '../../engine/audio/wav-file.ts';
import { finishEvents, startFakeOpenAiServer, textEvent } from '../../engine/reply/fake-openai-server.ts';
import { homeWithServer } from '../support/own-server-home.ts';
import { recordedFile } from '../support/recorded-clips.ts';
import { eventOf, eventsOf, runSotto } from '../support/sotto-command.ts';
import { type TestFolder, testFolder } from '../support/test-folder.ts';

const question = recordedFile('capital-of-france');
const ANSWER = 'It is Paris.';
let folder: TestFolder;
let server: Awaited<ReturnType<typeof startFakeOpenAiServer>>;

before(async () => {
  folder = await testFolder();
  server = await startFakeOpenAiServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(textEvent(ANSWER) + finishEvents('stop'));
  });
});
after(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function asked(name: string, ...options: readonly string[]): Promise<{ home: string; conversationId: string }> {
  const env = await homeWithServer(folder, name, server.baseUrl);
  if (options.includes('--keep-audio')) {
    const file = join(env.SOTTO_HOME, 'settings.json');
    const settings: object = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...settings, privacy: { keepAudio: true } }));
  }
  const out = folder.file(`${name}.wav`);
  const run = await runSotto(['ask', question, '--out', out, '--json'], env);
  assert.equal(run.exitCode, 0, run.stderr);
  return { home: env.SOTTO_HOME, conversationId: eventOf(eventsOf(run), 'conversation.opened').conversationId };
}

interface Line {
  readonly type: string;
  readonly turnId?: number;
  readonly userText?: string;
  readonly assistantText?: string;
  readonly turns?: number;
  readonly decisions?: readonly {
    readonly kind: string;
    readonly recorded: { readonly fate: string; readonly afterMs: number };
    readonly replayed: { readonly fate: string; readonly afterMs: number };
    readonly difference?: { readonly kind: string; readonly ms?: number };
  }[];
}

function linesOf(stdout: string): Line[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('a kept conversation explains itself, and what more patience would have done', async () => {
  const { home, conversationId } = await asked('explains');
  const env = { SOTTO_HOME: home };
  const plain = await runSotto(['replay', conversationId, '--json'], env);
  assert.equal(plain.exitCode, 0, plain.stderr);
  const [turn, summary] = linesOf(plain.stdout);
  assert.deepEqual([turn?.type, turn?.turnId, turn?.assistantText], ['turn.replayed', 1, ANSWER]);
  assert.match(turn?.userText ?? '', /capital of France/i);
  const decided = turn?.decisions?.at(-1);
  assert.equal(decided?.recorded.fate, 'ended');
  assert.deepEqual(decided?.replayed, decided?.recorded);
  assert.deepEqual([summary?.type, summary?.turns], ['replay.summary', 1]);

  const patient = await runSotto(['replay', 'last', '--eagerness', '0', '--json'], env);
  const later = linesOf(patient.stdout)[0]?.decisions?.at(-1);
  assert.equal(later?.difference?.kind, 'later');
  assert.equal(later?.replayed.afterMs, (later?.recorded.afterMs ?? 0) + (later?.difference?.ms ?? 0));

  const told = await runSotto(['replay', 'last', '--eagerness', '0'], env);
  assert.match(told.stdout, /ended after \d+ ms of silence/);
  assert.match(told.stdout, /with eagerness 0: \d+ ms later/);
});

test('no sound is kept unless the user wants it', async () => {
  const { home, conversationId } = await asked('keeps-no-sound');
  assert.deepEqual(
    (await readdir(join(home, 'profile'))).filter((name) => name === 'audio'),
    [],
  );
  const heard = await runSotto(['replay', conversationId, '--audio', folder.file('none')], { SOTTO_HOME: home });
  assert.equal(heard.exitCode, 1);
  assert.match(heard.stderr, /keepAudio/);
});

test('sound is kept beside the conversation where the user wants it', async () => {
  const { home, conversationId } = await asked('keeps-sound', '--keep-audio');
  const kept = join(home, 'profile', 'audio', conversationId);
  const names = (await readdir(kept)).sort();
  assert.deepEqual(
    names.map((name) => name.replace(/^0+/, '')),
    ['1-assistant.wav', '1-user.wav'],
  );
  const [assistant, user] = await Promise.all(names.map((name) => readWavFile(join(kept, name))));
  assert.equal(user?.sampleRateHz, 16_000);
  // Two words take longer than this, and the silence after them is not part of the turn.
  for (const sound of [assistant, user]) assert.ok((sound?.pcm.length ?? 0) > (sound?.sampleRateHz ?? 0) / 2);

  const out = folder.file('heard');
  const heard = await runSotto(['replay', 'last', '--audio', out], { SOTTO_HOME: home });
  assert.equal(heard.exitCode, 0, heard.stderr);
  assert.deepEqual((await readdir(out)).sort(), names);
  assert.equal((await readWavFile(join(out, names[1] ?? ''))).pcm.length, user?.pcm.length);
});

test('what cannot be replayed is said', async () => {
  const env = await homeWithServer(folder, 'nothing-there', server.baseUrl);
  for (const args of [['replay'], ['replay', 'last', '--eagerness', '2'], ['replay', 'last', '--barge-in', 'loudly']]) {
    assert.equal((await runSotto(args, env)).exitCode, 2, args.join(' '));
  }
  const none = await runSotto(['replay', 'last', '--json'], env);
  assert.equal(none.exitCode, 1);
  assert.match(none.stdout, /"bad-input"/);
});
