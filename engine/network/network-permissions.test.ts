import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Judge } from './judge.ts';
import type { Attempt } from './network-log.ts';
import { NetworkPermissions } from './network-permissions.ts';
import { destinationOf } from './purposes.ts';

type Told = Omit<Attempt, 'at' | 'process'>;

function watched(): { permissions: NetworkPermissions; judge: Judge; told: Told[] } {
  const permissions = new NetworkPermissions();
  const told: Told[] = [];
  return { permissions, judge: new Judge(permissions, (each) => void told.push(each)), told };
}

test('a connection needs both: a purpose that is on, and a destination that is permitted for it', () => {
  const { permissions, judge } = watched();
  const server = destinationOf('http://localhost:11434/v1');
  const refused = (): string | undefined => judge.connection('LOCALHOST.', 11434)?.code;
  assert.equal(refused(), 'network-refused');
  const permission = permissions.permit('own-server', server);
  assert.equal(refused(), 'network-refused', 'permitted, but off');
  const other = permissions.switchOn('model-download');
  assert.equal(refused(), 'network-refused', 'another purpose is on');
  const switched = permissions.switchOn('own-server');
  assert.equal(refused(), undefined);
  assert.equal(judge.connection('localhost', 11435)?.code, 'network-refused', 'another port');
  assert.equal(judge.connection('127.0.0.1', 11434)?.code, 'network-refused', 'another name');
  permission[Symbol.dispose]();
  assert.equal(refused(), 'network-refused', 'no longer permitted');
  other[Symbol.dispose]();
  switched[Symbol.dispose]();
});

test('a switch is off again when all who switched it on are done, however often they say so', () => {
  const { permissions } = watched();
  const [first, second] = [permissions.switchOn('mcp'), permissions.switchOn('mcp')];
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  assert.equal(permissions.isOn('mcp'), true);
  second[Symbol.dispose]();
  assert.equal(permissions.isOn('mcp'), false);
});

test('what is sealed has no purpose any more, and gets none', () => {
  const { permissions, judge } = watched();
  permissions.permit('own-server', { host: '10.0.0.1', port: 80 });
  permissions.switchOn('own-server');
  permissions.seal();
  permissions.switchOn('own-server');
  assert.equal(judge.connection('10.0.0.1', 80)?.code, 'network-refused');
  assert.equal(judge.name('10.0.0.1')?.code, 'network-refused');
});

test('a name is looked up only where it may be connected to', () => {
  const { permissions, judge } = watched();
  permissions.switchOn('model-download');
  permissions.permit('model-download', destinationOf('https://models.example/x'));
  assert.equal(judge.name('Models.Example'), undefined);
  for (const name of ['secret.example', 'models.example.evil', 'x.models.example', 'models.exampl']) {
    assert.equal(judge.name(name)?.code, 'network-refused', name);
  }
});

test('only this machine is listened to, and only for the pages', () => {
  const { permissions, judge } = watched();
  assert.equal(judge.listener('127.0.0.1', 0)?.code, 'network-refused');
  permissions.switchOn('local-pages');
  assert.equal(judge.listener('127.0.0.1', 0), undefined);
  for (const host of ['*', '0.0.0.0', '::', '192.168.1.2', '127.evil.example']) {
    assert.equal(judge.listener(host, 0)?.code, 'network-refused', host);
  }
});

test('a pipe of this machine is none of its business; one of another machine is refused', () => {
  const { judge } = watched();
  assert.equal(judge.pipe('/run/user/1000/pulse/native'), undefined);
  assert.equal(judge.pipe('\\\\.\\pipe\\sotto'), undefined);
  assert.equal(judge.pipe('\\\\server\\pipe\\sotto')?.code, 'network-refused');
});

test('a program that connects for us is started only where its purpose is on', () => {
  const { permissions, judge, told } = watched();
  permissions.beforeProgram('model-download', 'pip');
  permissions.askBeforePrograms((purpose, program) => judge.program(purpose, program));
  assert.throws(() => permissions.beforeProgram('model-download', 'pip'), { code: 'network-refused' });
  permissions.switchOn('model-download');
  permissions.beforeProgram('model-download', 'pip');
  assert.deepEqual(
    told.map(({ kind, outcome }) => `${kind} ${outcome}`),
    ['program refused', 'program let-through'],
  );
});

test('what is told of a page names its host, and nothing else of its address', () => {
  const { judge, told } = watched();
  judge.page('https://secret.example/private?words=mine');
  assert.deepEqual(told, [{ kind: 'page', destination: 'secret.example', outcome: 'refused' }]);
});
