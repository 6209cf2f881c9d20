import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { test } from 'node:test';
import { forkThroughParent } from './trials-by-parent.ts';

test('what a runtime forks is started by the parent, talked with and ended through it', () => {
  const asked: unknown[] = [];
  let tell: (data: unknown) => void = () => undefined;
  forkThroughParent({
    on: (_event, listener) => {
      tell = (data) => listener({ data });
    },
    postMessage: (message) => asked.push(message),
  });
  const [child, other] = [fork('/trial.js', [], { env: { A: '1' } }), fork('/trial.js')];
  const heard: unknown[] = [];
  child.on('message', (message) => heard.push(message));
  child.on('exit', (code) => heard.push(code));
  child.send({ type: 'start' });
  tell({ trial: 'message', id: 1, message: 'ready' });
  tell('something else');
  child.kill();
  tell({ trial: 'exit', id: 1, code: 3 });
  tell({ trial: 'message', id: 1, message: 'too late' });
  assert.equal(child.send('too late'), false);
  assert.deepEqual(heard, ['ready', 3]);
  assert.deepEqual([child.exitCode, other.exitCode], [3, null]);
  assert.deepEqual(asked, [
    { trial: 'start', id: 1, file: '/trial.js', env: { A: '1' } },
    { trial: 'start', id: 2, file: '/trial.js', env: {} },
    { trial: 'message', id: 1, message: { type: 'start' } },
    { trial: 'kill', id: 1 },
  ]);
});
