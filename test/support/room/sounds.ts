/** The sounds of scenarios by their names, the same at every run: functions from a number of 16 kHz samples to that many. */

import { BRIEF_SOUNDS } from '../../../cli/bench/sounds/brief-sounds.ts';
import { seeded } from '../../../cli/bench/sounds/random.ts';
import { ROOM_SOUNDS } from '../../../cli/bench/sounds/room-sounds.ts';

const SOUNDS = { ...ROOM_SOUNDS, ...BRIEF_SOUNDS };

export function soundNamed(name: string): (samples: number) => Float32Array {
  const sound = SOUNDS[name];
  if (sound === undefined) throw new Error(`There is no sound "${name}"; there are ${Object.keys(SOUNDS).join(', ')}.`);
  return (samples) => sound(samples, seeded(1));
}
