/** What an engine needs to live in a virtual room: its devices, its time, and models that keep to that time. */

import type { Timekeeper } from './base/clock.ts';
import { VirtualRoom, type VirtualRoomOptions } from './devices/virtual-room.ts';
import { RoomTime, type WorkPace } from './devices/virtual-room-time.ts';
import type { OpenSpeaker } from './playback/playback.ts';
import { createFakeLanguageModel } from './reply/fake-language-model.ts';
import type { ChatMessage } from './reply/language-model.ts';
import { languageModelWorker } from './workers/in-process-worker.ts';
import { meteredWorkers, usualCost } from './workers/metered-worker.ts';
import { startWorker as startHere } from './workers/start-worker.ts';
import type { StartWorker } from './workers/worker-process.ts';

export interface RehearsalOptions extends Omit<VirtualRoomOptions, 'time'> {
  /** `nominal`: models take what they usually take, and a run is the same on every machine; `measured`: what they take here. */
  readonly pace: WorkPace;
  /** What the language model says to a conversation; absent: what the installed model says. */
  readonly answer?: ((messages: readonly ChatMessage[]) => string) | undefined;
  readonly startWorker?: StartWorker;
}

export interface Rehearsal {
  readonly room: VirtualRoom;
  /** Options for `createEngine`. */
  readonly engineParts: {
    readonly clock: Timekeeper;
    readonly openSpeaker: OpenSpeaker;
    readonly startWorker: StartWorker;
  };
}

export function prepareRehearsal(options: RehearsalOptions): Rehearsal {
  const time = new RoomTime(options.pace);
  const room = new VirtualRoom({ ...options, time });
  const start = options.startWorker ?? startHere;
  const scripted = options.answer === undefined ? start : withScriptedModel(start, options.answer);
  const startWorker = meteredWorkers(scripted, time, usualCost);
  return { room, engineParts: { clock: time, openSpeaker: room.openSpeaker, startWorker } };
}

function withScriptedModel(start: StartWorker, answer: (messages: readonly ChatMessage[]) => string): StartWorker {
  const model = createFakeLanguageModel({ answer: ({ messages }) => answer(messages) });
  return (workerStart) =>
    /[/\\]llm-worker\.[jt]s$/.test(workerStart.file) ? languageModelWorker(model) : start(workerStart);
}
