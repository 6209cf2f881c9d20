import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineOrder } from '../engine-orders.ts';
import { type EngineProcess, EngineSupervisor } from './engine-supervisor.ts';

class FakeProcess implements EngineProcess<string> {
  readonly ports: string[] = [];
  readonly asked: string[] = [];
  readonly #listeners: ((code: number) => void)[] = [];
  handPort(port: string): void {
    this.ports.push(port);
  }
  onExit(listener: (code: number) => void): void {
    this.#listeners.push(listener);
  }
  order(order: EngineOrder): void {
    this.asked.push(order);
  }
  kill(): void {
    this.asked.push('kill');
  }
  exit(code: number): void {
    for (const listener of this.#listeners) listener(code);
  }
}

function supervise() {
  const processes: FakeProcess[] = [];
  const crashes: number[] = [];
  const due: (() => void)[] = [];
  const clock = { nowMs: 0 };
  const supervisor = new EngineSupervisor<string>({
    start: () => {
      const process = new FakeProcess();
      processes.push(process);
      return process;
    },
    onCrash: (_code, restartInMs) => crashes.push(restartInMs),
    after: (_delayMs, run) => due.push(run),
    nowMs: () => clock.nowMs,
  });
  const last = (): FakeProcess => processes.at(-1) ?? new FakeProcess();
  return { supervisor, processes, crashes, due, clock, last };
}

test('a process that crashes is started again, with growing pauses until one was well', () => {
  const { supervisor, processes, crashes, due, clock, last } = supervise();
  supervisor.start();
  for (let crash = 0; crash < 3; crash += 1) {
    last().exit(139);
    due.pop()?.();
  }
  assert.deepEqual(crashes, [200, 400, 800]);
  clock.nowMs = 61_000;
  last().exit(1);
  assert.deepEqual([crashes.at(-1), processes.length], [200, 4]);
});

test('a page that asks while there is no process is connected to the next', () => {
  const { supervisor, due, last } = supervise();
  supervisor.start();
  supervisor.connect('first');
  assert.deepEqual(last().ports, ['first']);
  last().exit(9);
  supervisor.connect('second');
  assert.deepEqual(last().ports, ['first']);
  due.pop()?.();
  assert.deepEqual(last().ports, ['second']);
});

test('a process that was asked to end is not started again, and one that does not end is killed', async () => {
  const { supervisor, processes, crashes, due, last } = supervise();
  supervisor.start();
  const ended = supervisor.end();
  assert.deepEqual(last().asked, ['end']);
  due.pop()?.();
  assert.deepEqual(last().asked, ['end', 'kill']);
  last().exit(0);
  await ended;
  assert.deepEqual([processes.length, crashes.length], [1, 0]);
});
