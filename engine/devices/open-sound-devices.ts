/** The best way to the devices of this machine: the add-on, else the commands of the system. */

import { SottoFault } from '../../contract/faults.ts';
import type { Settings } from '../../contract/settings.ts';
import { findAudioAddon } from '../capture/audio-addon.ts';
import type { OpenSpeaker } from '../playback/playback.ts';
import { commandSound } from './command-sound-system.adapter.ts';
import type { DeviceNotice, DuplexAudio } from './duplex-audio.ts';
import { openLiveDuplex } from './live-duplex.ts';
import { nativeSound } from './native-sound-system.adapter.ts';

/**
 * Rejects with `device-missing` where there is no way, no sound system or no microphone; the message says what helps.
 * @param findSpeaker a loudspeaker without the add-on, where there is one
 */
export async function openSoundDevices(
  devices: Settings['devices'],
  tell: (notice: DeviceNotice) => void,
  findSpeaker: () => OpenSpeaker | undefined,
): Promise<DuplexAudio> {
  const { microphones, loudspeakers } = devices;
  const wanted = { microphones, loudspeakers, tell };
  if (findAudioAddon() !== undefined) {
    return openLiveDuplex({ kind: 'native', open: nativeSound(devices), ...wanted });
  }
  const open = commandSound();
  if (open !== undefined) return openLiveDuplex({ kind: 'commands', open, openSpeaker: findSpeaker(), ...wanted });
  const message = 'The audio add-on is not built, and no commands of a sound server are here. Run: npm run setup';
  throw new SottoFault('device-missing', message, { stage: 'capture' });
}
