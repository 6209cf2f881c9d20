/** `sotto bench voice-to-voice`: the engine itself, live, at a virtual microphone and loudspeaker. */

import { type Engine, type EngineOptions, findLoudspeaker } from '../../engine/engine.ts';
import { ListeningEngine } from './listening-engine.ts';
import { openRecorderMicrophone } from './recorder-microphone.ts';
import type { SpokenTurn } from './spoken-turns.ts';
import { VirtualSoundCard } from './virtual-sound-card.ts';
import { type MeasuredTurn, measureTurns, summarizeTurns, type VoiceToVoiceSummary } from './voice-to-voice.ts';

export interface VoiceToVoiceResult extends VoiceToVoiceSummary {
  readonly type: 'bench.voice-to-voice';
  readonly agent: 'sotto';
  readonly models: Readonly<Record<string, string>>;
  /** How late the engine's event loop was during turns and replies. */
  readonly eventLoopLagP99Ms: number;
  readonly measured: readonly MeasuredTurn[];
}

export interface VoiceToVoiceJob {
  readonly openEngine: (parts: Pick<EngineOptions, 'openSpeaker' | 'onEvent'>) => Promise<Engine>;
  readonly turns: (engine: Engine) => Promise<readonly SpokenTurn[]>;
  readonly signal: AbortSignal;
  readonly onTurn: (turn: MeasuredTurn) => void;
}

export async function measureVoiceToVoice(job: VoiceToVoiceJob): Promise<VoiceToVoiceResult> {
  const card = await VirtualSoundCard.open();
  try {
    // Devices are opened by this very process.
    Object.assign(process.env, card.env);
    const agent = new ListeningEngine();
    const openSpeaker = findLoudspeaker();
    const engine = await job.openEngine({ openSpeaker, onEvent: (event) => agent.onEvent(event) });
    try {
      agent.attach(engine);
      await engine.warmUp(job.signal);
      return await converse(card, engine, agent, await job.turns(engine), job);
    } finally {
      await engine[Symbol.asyncDispose]();
    }
  } finally {
    await card[Symbol.asyncDispose]();
  }
}

async function converse(
  card: VirtualSoundCard,
  engine: Engine,
  agent: ListeningEngine,
  turns: readonly SpokenTurn[],
  { signal, onTurn }: VoiceToVoiceJob,
): Promise<VoiceToVoiceResult> {
  const over = new AbortController();
  const microphone = openRecorderMicrophone();
  const conversation = engine.converse(microphone, AbortSignal.any([signal, over.signal]), 'full-duplex');
  try {
    // A conversation that fails ends the measurement; one that goes on lasts as long as it.
    const failed = conversation.then(() => new Promise<never>(() => undefined));
    const measured = await Promise.race([failed, measureTurns(card, agent, turns, signal, onTurn)]);
    return {
      type: 'bench.voice-to-voice',
      agent: 'sotto',
      models: engine.modelIds,
      ...summarizeTurns(measured),
      eventLoopLagP99Ms: agent.eventLoopLagP99Ms,
      measured,
    };
  } finally {
    over.abort();
    await conversation.catch(() => undefined);
    await microphone[Symbol.asyncDispose]();
  }
}
