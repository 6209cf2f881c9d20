/** How the assistant speaks. */

import { z } from 'zod';
import { declareTool, type Tool } from '../tool.ts';

const STEP = 0.15;
/** What a voice can be understood at; the settings allow as much. */
const [SLOWEST, FASTEST] = [0.5, 2];

const changeSpeed = declareTool({
  name: 'change_speed',
  kind: 'write',
  schema: z.object({ change: z.enum(['slower', 'faster']) }),
  async run({ change }, { language, voice }) {
    const english = language === 'en';
    if (voice === undefined) {
      return { said: english ? 'My pace is in the settings.' : 'Mein Tempo steht in den Einstellungen.' };
    }
    const before = voice.speed;
    const wanted = Math.round((before + (change === 'slower' ? -STEP : STEP)) * 100) / 100;
    const speed = Math.min(FASTEST, Math.max(SLOWEST, wanted));
    if (speed === before) {
      return { said: english ? `I cannot speak any ${change}.` : 'Weiter geht es nicht.' };
    }
    await voice.setSpeed(speed);
    const german = change === 'slower' ? 'langsamer' : 'schneller';
    return {
      said: english ? `I speak ${change} now.` : `Ich spreche jetzt ${german}.`,
      undo: () => voice.setSpeed(before),
    };
  },
});

/** Loudness belongs to the machine: it is said, instead of promised. */
const changeVolume = declareTool({
  name: 'change_volume',
  kind: 'read',
  schema: z.object({ change: z.enum(['louder', 'quieter']) }),
  async run({ change }, { language }) {
    const german = change === 'louder' ? 'lauter' : 'leiser';
    return {
      said:
        language === 'en'
          ? `I cannot make myself ${change}. Please use the volume of this machine.`
          : `Ich kann mich nicht ${german} stellen. Nimm bitte den Lautstärkeregler des Geräts.`,
    };
  },
});

export const VOICE_TOOLS: readonly Tool[] = [changeSpeed, changeVolume];
