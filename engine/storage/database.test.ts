import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { ConversationId, TurnId } from '../../contract/ids.ts';
import type { DatabaseReport } from './database.ts';
import { openDatabase, snapshotWhenDue } from './database.ts';
import { connectLibsql } from './libsql.adapter.ts';
import type { Migration } from './migrations.ts';
import { MIGRATIONS, schemaVersion } from './migrations.ts';
import { listSnapshots, quickCheck } from './snapshots.ts';
import { SqliteConversationStore } from './sqlite-conversation-store.ts';

const KEY = 'a1b2c3d4e5f60718'.repeat(4);
const OTHER_KEY = 'ffffffffffffffff'.repeat(4);
const DAY_MS = 24 * 60 * 60 * 1000;
const A = 'a' as ConversationId;

let folder: string;
let nowMs: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-database-'));
  nowMs = Date.UTC(2030, 0, 1);
});
afterEach(() => rm(folder, { recursive: true }));

interface Settings {
  readonly encryptionKey?: string | undefined;
  readonly migrations?: readonly Migration[];
}

async function opened<T>(
  settings: Settings,
  action: (store: SqliteConversationStore, report: DatabaseReport) => Promise<T>,
): Promise<T> {
  const { connection, report } = await openDatabase({
    folder,
    connect: connectLibsql,
    nowMs: () => nowMs,
    ...settings,
  });
  const store = new SqliteConversationStore(connection);
  try {
    return await action(store, report);
  } finally {
    await store[Symbol.asyncDispose]();
  }
}

const outcome = (settings: Settings = {}): Promise<DatabaseReport['outcome']> =>
  opened(settings, async (_, report) => report.outcome);

/** Keeps `count` turns, from `first` on. */
function talk(settings: Settings, count: number, first = 1): Promise<void> {
  return opened(settings, async (store) => {
    if ((await store.findConversation(A)) === undefined) {
      await store.createConversation({ id: A, title: 'Title', createdAtMs: 1 });
    }
    for (let number = first; number < first + count; number++) {
      await store.keepTurn(A, {
        number: number as TurnId,
        role: 'user',
        text: `word${number} ${'something said '.repeat(20)}`,
        status: 'complete',
        createdAtMs: number,
      });
    }
  });
}

const keptTurns = (settings: Settings = {}): Promise<number> =>
  opened(settings, async (store) =>
    (await store.findConversation(A)) === undefined ? 0 : (await store.turns(A)).length,
  );

const path = (suffix = ''): string => join(folder, `sotto.db${suffix}`);
const names = async (): Promise<string[]> => (await readdir(folder)).sort();

async function damage(file: string, from: number, length: number): Promise<void> {
  const bytes = await readFile(file);
  bytes.fill(0x5a, from, Math.min(bytes.length, from + length));
  await writeFile(file, bytes);
}

for (const [name, encryptionKey] of [
  ['plain', undefined],
  ['encrypted', KEY],
] as const) {
  describe(`a database that is ${name}`, () => {
    const settings = { encryptionKey };

    test('is created, and then opened', async () => {
      assert.equal(await outcome(settings), 'created');
      await talk(settings, 3);
      assert.equal(await outcome(settings), 'opened');
      assert.equal(await keptTurns(settings), 3);
    });

    test('shows what is said in its files only when it is not encrypted', async () => {
      await opened(settings, async (store) => {
        await store.createConversation({ id: A, title: 'Title', createdAtMs: 1 });
        const turn = {
          number: 1 as TurnId,
          role: 'user',
          text: 'xylophone',
          status: 'complete',
          createdAtMs: 1,
        } as const;
        await store.keepTurn(A, turn);
        const files = [path(), path('-wal')];
        const contents = await Promise.all(files.map((file) => readFile(file, 'latin1')));
        assert.equal(contents.join('').includes('xylophone'), encryptionKey === undefined);
        await store.deleteConversation(A);
      });
      const rest = await Promise.all(
        (await names())
          .filter((file) => file.startsWith('sotto.db'))
          .map((file) => readFile(join(folder, file), 'latin1')),
      );
      assert.ok(!rest.join('').includes('xylophone'), 'deleted words stay in the file');
    });

    test('damaged, is restored from the newest good snapshot and kept aside', async () => {
      await talk(settings, 40);
      nowMs += 2 * DAY_MS;
      assert.equal(await outcome(settings), 'opened'); // takes the daily snapshot
      const snapshotMs = nowMs;
      await talk(settings, 10, 41);
      nowMs += 1000;
      await damage(path(), 4_096, 60_000);
      const report = await opened(settings, async (_, found) => found);
      assert.equal(report.outcome, 'restored');
      assert.equal(report.restoredFrom?.takenAtMs, snapshotMs);
      assert.ok((await readFile(report.setAside ?? '')).includes(Buffer.alloc(4_096, 0x5a)));
      assert.equal(await keptTurns(settings), 40);
    });

    test('damaged in its header, is restored', async () => {
      await talk(settings, 5);
      nowMs += 2 * DAY_MS;
      await outcome(settings);
      await damage(path(), 0, 100);
      assert.equal(await outcome(settings), 'restored');
      assert.equal(await keptTurns(settings), 5);
    });

    test('damaged without a good snapshot, is set aside and started anew', async () => {
      await talk(settings, 40);
      for (const snapshot of await listSnapshots(join(folder, 'snapshots'))) await damage(snapshot.path, 0, 60_000);
      await damage(path(), 0, 60_000);
      const before = await readFile(path());
      const report = await opened(settings, async (_, found) => found);
      assert.equal(report.outcome, 'started-anew');
      assert.deepEqual(await readFile(report.setAside ?? ''), before);
      assert.equal(await keptTurns(settings), 0);
    });

    test('missing, is restored', async () => {
      await talk(settings, 5);
      nowMs += 2 * DAY_MS;
      await outcome(settings);
      await rm(path());
      assert.equal(await outcome(settings), 'restored');
      assert.equal(await keptTurns(settings), 5);
    });

    test('flipped anywhere, it opens or is recovered, and never crashes', async () => {
      await talk(settings, 60);
      nowMs += 2 * DAY_MS;
      await outcome(settings);
      const whole = await readFile(path());
      for (let round = 0; round < 40; round++) {
        const flipped = Buffer.from(whole);
        const at = Math.floor((whole.length * round) / 40) + ((round * 37) % 97);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << (round % 8));
        for (const suffix of ['-wal', '-shm']) await rm(path(suffix), { force: true });
        await writeFile(path(), flipped);
        const found = await outcome(settings);
        assert.ok(found === 'opened' || found === 'restored', `byte ${at}: ${found}`);
        if (found === 'restored') assert.equal(await keptTurns(settings), 60, `byte ${at}`);
        else await opened(settings, (store) => store.searchTurns('word7'));
      }
    });
  });
}

describe('a key', () => {
  const wrong: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ['another key', KEY, OTHER_KEY],
    ['no key', KEY, undefined],
    ['a key for what is not encrypted', undefined, KEY],
  ];
  for (const checkFile of ['with', 'without'] as const) {
    for (const [name, made, given] of wrong) {
      test(`${name} is refused and nothing is touched, ${checkFile} the check file`, async () => {
        await talk({ encryptionKey: made }, 3);
        nowMs += 2 * DAY_MS;
        if (checkFile === 'without') await rm(path('.key-check'));
        const before = await readFile(path());
        const files = await names();
        await assert.rejects(outcome({ encryptionKey: given }), { code: 'storage-key-wrong' });
        assert.deepEqual(await readFile(path()), before);
        assert.deepEqual(await names(), files);
        assert.equal(await keptTurns({ encryptionKey: made }), 3);
      });
    }
  }

  test('the right one opens what lost its check file, and writes it again', async () => {
    await talk({ encryptionKey: KEY }, 3);
    await rm(path('.key-check'));
    assert.equal(await keptTurns({ encryptionKey: KEY }), 3);
    assert.ok((await names()).includes('sotto.db.key-check'));
  });
});

describe('snapshots', () => {
  test('one is taken a day, and three are kept', async () => {
    await talk({}, 1);
    for (let day = 1; day <= 5; day++) {
      nowMs += DAY_MS;
      await outcome();
      await outcome();
    }
    const snapshots = await listSnapshots(join(folder, 'snapshots'));
    assert.deepEqual(
      snapshots.map(({ takenAtMs }) => (nowMs - takenAtMs) / DAY_MS),
      [0, 1, 2],
    );
  });

  test('a clock that was wrong once does not end them', async () => {
    nowMs += 1_000 * DAY_MS;
    await talk({}, 1);
    nowMs -= 1_000 * DAY_MS;
    const { connection } = await openDatabase({ folder, connect: connectLibsql, nowMs: () => nowMs });
    nowMs += DAY_MS;
    assert.equal(await snapshotWhenDue(connection, folder, nowMs), 'taken');
    connection[Symbol.dispose]();
  });
});

describe('migrations', () => {
  const failing: Migration = {
    version: MIGRATIONS.length + 1,
    apply(connection) {
      connection.exec('CREATE TABLE half_done (a)');
      throw new Error('the migration failed');
    },
  };

  test('one that fails leaves everything as it was, and a snapshot of it', async () => {
    await talk({}, 3);
    nowMs += 1;
    await assert.rejects(outcome({ migrations: [...MIGRATIONS, failing] }), /the migration failed/);
    assert.equal((await listSnapshots(join(folder, 'snapshots')))[0]?.takenAtMs, nowMs);
    const { connection } = await openDatabase({ folder, connect: connectLibsql, nowMs: () => nowMs });
    assert.equal(schemaVersion(connection), MIGRATIONS.length);
    assert.deepEqual(connection.all("SELECT 1 FROM sqlite_schema WHERE name = 'half_done'"), []);
    connection[Symbol.dispose]();
    assert.equal(await keptTurns(), 3);
  });

  test('from every earlier version they lead to the current one with all that was kept', async () => {
    const { connection } = await openDatabase({
      folder,
      connect: connectLibsql,
      nowMs: () => nowMs,
      migrations: MIGRATIONS.slice(0, 1),
    });
    connection.run("INSERT INTO conversations VALUES ('a', 'Title', 1, 1, NULL, NULL)");
    connection.run("INSERT INTO turns VALUES (1, 'a', 1, 'user', 'an early bird', NULL, 'complete', 1)");
    connection[Symbol.dispose]();
    nowMs += 1;
    await opened({}, async (store) => {
      assert.equal((await store.searchTurns('bird')).length, 1);
    });
  });

  test('a database from a newer Sotto is left alone', async () => {
    const future: Migration = { version: 99, apply: (connection) => connection.exec('CREATE TABLE future (a)') };
    await opened({ migrations: [...MIGRATIONS, future] }, async () => undefined);
    const before = await readFile(path());
    await assert.rejects(outcome(), { code: 'storage-read-only', message: /newer Sotto/ });
    assert.deepEqual(await readFile(path()), before);
  });
});

describe('a restore that was killed', () => {
  async function prepare(): Promise<string> {
    await talk({}, 5);
    nowMs += 2 * DAY_MS;
    await outcome();
    const [snapshot] = await listSnapshots(join(folder, 'snapshots'));
    return snapshot?.path ?? assert.fail('no snapshot');
  }

  test('while copying, is done again', async () => {
    const snapshot = await prepare();
    await damage(path(), 0, 100);
    await copyFile(snapshot, path('.restoring.part'));
    assert.equal(await outcome(), 'restored');
    assert.ok(!(await names()).some((name) => name.includes('restoring')));
  });

  test('after copying, is done again', async () => {
    const snapshot = await prepare();
    await damage(path(), 0, 100);
    await copyFile(snapshot, path('.restoring'));
    assert.equal(await outcome(), 'restored');
    assert.ok(!(await names()).some((name) => name.includes('restoring')));
  });

  test('after the damaged file was renamed but not its log, is finished', async () => {
    const snapshot = await prepare();
    await copyFile(snapshot, path('.restoring'));
    await rename(path(), path('.corrupt-then'));
    await writeFile(path('-wal'), 'a log of another database');
    assert.equal(await outcome(), 'restored');
    assert.equal(await keptTurns(), 5);
    assert.ok((await names()).some((name) => /corrupt-.*-wal$/.test(name)));
  });
});

describe('the word index', () => {
  test('stays whole through keeping, replacing and deleting', async () => {
    const { connection } = await openDatabase({ folder, connect: connectLibsql, nowMs: () => nowMs });
    const store = new SqliteConversationStore(connection);
    for (let round = 0; round < 6; round++) {
      const id = `conversation ${round}` as ConversationId;
      await store.createConversation({ id, title: 'Title', createdAtMs: round });
      for (let i = 0; i < 40; i++) {
        const text = i % 2 === 0 ? 'the same words '.repeat(20) : `word${round} other${i} ${'again '.repeat(i)}`;
        const number = (1 + (i % 30)) as TurnId;
        await store.keepTurn(id, { number, role: 'user', text, status: 'complete', createdAtMs: i });
      }
      if (round % 2 === 1) await store.deleteConversation(`conversation ${round - 1}` as ConversationId);
      assert.equal(quickCheck(connection), 'whole', `round ${round}`);
    }
    assert.equal((await store.searchTurns('word5')).length, 15);
    assert.deepEqual(await store.searchTurns('word4'), []);
    await store[Symbol.asyncDispose]();
  });

  async function damageIndex(): Promise<void> {
    const { connection } = await openDatabase({ folder, connect: connectLibsql, nowMs: () => nowMs });
    connection.run("UPDATE turn_words_data SET block = x'5a5a5a5a5a5a5a5a' WHERE id > 10");
    connection[Symbol.dispose]();
  }

  test('damaged alone, is made anew on opening and nothing is lost', async () => {
    await talk({}, 20);
    await damageIndex();
    await opened({}, async (store, report) => {
      assert.equal(report.outcome, 'opened');
      assert.equal((await store.turns(A)).length, 20);
      assert.equal((await store.searchTurns('word7')).length, 1);
    });
  });

  test('damaged while in use, is made anew by whoever needs it', async () => {
    await talk({}, 20);
    const { connection } = await openDatabase({ folder, connect: connectLibsql, nowMs: () => nowMs });
    connection.run("UPDATE turn_words_data SET block = x'5a5a5a5a5a5a5a5a' WHERE id > 10");
    const store = new SqliteConversationStore(connection);
    assert.equal((await store.searchTurns('word7')).length, 1);
    await store[Symbol.asyncDispose]();
    await talk({}, 5, 21);
    assert.equal(await keptTurns(), 25);
  });
});
