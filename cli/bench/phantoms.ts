/**
 * Turns out of nothing: minutes of a room without speech through the whole engine, as fast as it goes. Every sound at
 * several levels and never twice the same, with a breath of silence after it, so that whatever was heard may become a turn.
 */

import type { EngineEvent } from '../../contract/events.ts';
import { createWavMicrophone, type Engine, type Sound } from '../../engine/engine.ts';
import { echoResidue } from './sounds/echo-residue.ts';
import { whiteNoise } from './sounds/noise.ts';
import { seeded } from './sounds/random.ts';
import { atLevel, ROOM_SOUNDS, type RoomSound } from './sounds/room-sounds.ts';

const SOUND_SECONDS = 12;
/** Longer than any turn waits for its end. */
const GAP_SECONDS = 3;
const LEVELS_DBFS = [-20, -35, -48];
/** A quiet room between the sounds. */
const ROOM_DBFS = -75;
const RATE_HZ = 16_000;

/** Said by the assistant, and left over by an echo canceller. */
const SPOKEN = 'The moon is about four hundred thousand kilometres away, and it takes three days to get there.';

export interface PhantomsResult {
  readonly type: 'bench.phantoms';
  readonly models: Readonly<Record<string, string>>;
  readonly minutes: number;
  /** Turns that nobody took: the aim is none. */
  readonly turns: number;
  /** Sounds that were taken for a voice at first. */
  readonly speechStarts: number;
  /** How often what the recogniser made of them was refused, by reason. */
  readonly rejected: number;
  readonly rejectedBy: Readonly<Record<string, number>>;
  readonly bySound: Readonly<Record<string, SoundResult>>;
}

interface SoundResult {
  readonly minutes: number;
  readonly speechStarts: number;
  readonly rejected: number;
  readonly turns: number;
}

export class PhantomsBench {
  #speechStarts = 0;
  #turns = 0;
  readonly #rejectedBy: Record<string, number> = {};
  #onTurn: (text: string) => void = () => undefined;

  onEvent(event: EngineEvent): void {
    if (event.type === 'speech.started') this.#speechStarts += 1;
    if (event.type === 'transcript.rejected') {
      this.#rejectedBy[event.reason] = (this.#rejectedBy[event.reason] ?? 0) + 1;
    }
    if (event.type !== 'transcript.final') return;
    this.#turns += 1;
    this.#onTurn(event.text);
  }

  async run(
    engine: Engine,
    minutes: number,
    signal: AbortSignal,
    onLine: (line: string) => void,
  ): Promise<PhantomsResult> {
    const sounds: Readonly<Record<string, RoomSound>> = {
      ...ROOM_SOUNDS,
      'echo residue': await residueOf(engine, signal),
    };
    const names = Object.keys(sounds);
    const scenes = Math.ceil((minutes * 60) / (SOUND_SECONDS + GAP_SECONDS));
    const bySound: Record<string, SoundResult> = {};
    for (let scene = 0; scene < scenes && !signal.aborted; scene++) {
      const name = names[scene % names.length] as string;
      const levelDbfs = LEVELS_DBFS[Math.floor(scene / names.length) % LEVELS_DBFS.length] ?? 0;
      this.#onTurn = (text) => onLine(`a turn out of ${name} at ${levelDbfs} dB (scene ${scene}): “${text}”`);
      const before = this.#counts();
      const microphone = createWavMicrophone(inARoom(sounds[name] as RoomSound, levelDbfs, scene), {
        pacing: 'fast',
        trailingSilenceMs: 0,
      });
      await engine.converse(microphone, signal, 'half-duplex');
      bySound[name] = added(bySound[name], before, this.#counts());
    }
    const { speechStarts, rejected, turns } = this.#counts();
    return {
      type: 'bench.phantoms',
      models: engine.modelIds,
      minutes: (scenes * (SOUND_SECONDS + GAP_SECONDS)) / 60,
      turns,
      speechStarts,
      rejected,
      rejectedBy: this.#rejectedBy,
      bySound,
    };
  }

  #counts(): Omit<SoundResult, 'minutes'> {
    const rejected = Object.values(this.#rejectedBy).reduce((sum, count) => sum + count, 0);
    return { speechStarts: this.#speechStarts, rejected, turns: this.#turns };
  }
}

function added(
  so: SoundResult = { minutes: 0, speechStarts: 0, rejected: 0, turns: 0 },
  before: Omit<SoundResult, 'minutes'>,
  after: Omit<SoundResult, 'minutes'>,
): SoundResult {
  return {
    minutes: so.minutes + (SOUND_SECONDS + GAP_SECONDS) / 60,
    speechStarts: so.speechStarts + after.speechStarts - before.speechStarts,
    rejected: so.rejected + after.rejected - before.rejected,
    turns: so.turns + after.turns - before.turns,
  };
}

async function residueOf(engine: Engine, signal: AbortSignal): Promise<RoomSound> {
  const spoken = await engine.speak({ text: SPOKEN, speaker: 0, speed: 1 }, signal);
  return (samples, random) => echoResidue(spoken, samples, random);
}

function inARoom(sound: RoomSound, levelDbfs: number, seed: number): Sound {
  const samples = (SOUND_SECONDS + GAP_SECONDS) * RATE_HZ;
  const room = atLevel(whiteNoise(samples, seeded(seed + 1000)), ROOM_DBFS);
  const heard = atLevel(sound(SOUND_SECONDS * RATE_HZ, seeded(seed)), levelDbfs);
  return { pcm: room.map((sample, i) => sample + (heard[i] ?? 0)), sampleRateHz: RATE_HZ };
}
