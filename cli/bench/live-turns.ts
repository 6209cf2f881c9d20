/** `sotto bench voice-to-voice`: the engine itself, live, at a virtual microphone and loudspeaker. */

import { type DuplexAudio, type Engine, type EngineOptions, openDuplexAudio } from '../../engine/engine.ts';
import { type Footprint, footprintOf, type Growth, growthOf } from './growth.ts';
import { ListeningEngine } from './listening-engine.ts';
import type { SpokenTurn } from './spoken-turns.ts';
import { VirtualSoundCard } from './virtual-sound-card.ts';
import {
  type MeasuredTurn,
  measureTurns,
  summarizeTurns,
  turnsFor,
  type VoiceToVoiceSummary,
} from './voice-to-voice.ts';

export interface VoiceToVoiceResult extends VoiceToVoiceSummary {
  readonly type: 'bench.voice-to-voice';
  readonly agent: 'sotto';
  readonly models: Readonly<Record<string, string>>;
  /** How late the engine's event loop was during turns and replies. */
  readonly eventLoopLagP99Ms: number;
  /** How often the loudspeaker ran dry, frames were missing, or were not taken in time. */
  readonly deviceHealth: DuplexAudio['health'];
  /** What the engine and its workers needed at the beginning and at the end; of ten turns and more. */
  readonly growth?: Growth;
  readonly measured: readonly MeasuredTurn[];
}

export interface VoiceToVoiceJob {
  readonly openEngine: (parts: Pick<EngineOptions, 'openSpeaker' | 'onEvent'>) => Promise<Engine>;
  readonly turns: (engine: Engine) => Promise<readonly SpokenTurn[]>;
  /** Asks them again and again for so long; each once without it. */
  readonly minutes: number | undefined;
  readonly signal: AbortSignal;
  readonly onTurn: (turn: MeasuredTurn) => void;
}

export async function measureVoiceToVoice(job: VoiceToVoiceJob): Promise<VoiceToVoiceResult> {
  const card = await VirtualSoundCard.open();
  try {
    // Devices are opened by this very process.
    Object.assign(process.env, card.env);
    const agent = new ListeningEngine();
    const devices = await openDuplexAudio(card.devices, (notice) => agent.onEvent(notice));
    try {
      const { openSpeaker } = devices;
      const engine = await job.openEngine({ openSpeaker, onEvent: (event) => agent.onEvent(event) });
      try {
        agent.attach(engine);
        await engine.warmUp(job.signal);
        return await converse({ card, devices, engine, agent, turns: await job.turns(engine) }, job);
      } finally {
        await engine[Symbol.asyncDispose]();
      }
    } finally {
      await devices[Symbol.asyncDispose]();
    }
  } finally {
    await card[Symbol.asyncDispose]();
  }
}

interface Scene {
  readonly card: VirtualSoundCard;
  readonly devices: DuplexAudio;
  readonly engine: Engine;
  readonly agent: ListeningEngine;
  readonly turns: readonly SpokenTurn[];
}

async function converse(scene: Scene, { signal, minutes, onTurn }: VoiceToVoiceJob): Promise<VoiceToVoiceResult> {
  const { card, devices, engine, agent, turns } = scene;
  const over = new AbortController();
  const conversation = engine.converse(devices.microphone, AbortSignal.any([signal, over.signal]), 'full-duplex');
  try {
    // A conversation that fails ends the measurement; one that goes on lasts as long as it.
    const failed = conversation.then(() => new Promise<never>(() => undefined));
    const footprints: Footprint[] = [];
    const told = async (turn: MeasuredTurn): Promise<void> => {
      onTurn(turn);
      footprints.push(await footprintOf({ engine: process.pid, ...engine.workerPids }));
    };
    const asked = minutes === undefined ? turns : turnsFor(minutes, turns);
    const measured = await Promise.race([failed, measureTurns(card, agent, asked, signal, told)]);
    const growth = growthOf(footprints);
    const { underruns, gaps, droppedFrames } = devices.health;
    return {
      type: 'bench.voice-to-voice',
      agent: 'sotto',
      models: engine.modelIds,
      ...summarizeTurns(measured),
      eventLoopLagP99Ms: agent.eventLoopLagP99Ms,
      deviceHealth: { underruns, gaps, droppedFrames },
      ...(growth === undefined ? {} : { growth }),
      measured,
    };
  } finally {
    over.abort();
    await conversation.catch(() => undefined);
  }
}
