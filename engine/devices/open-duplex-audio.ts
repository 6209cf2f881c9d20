/** The best way to the devices of this machine: the add-on, else the commands of the system. */

import { SottoFault } from '../../contract/faults.ts';
import type { Settings } from '../../contract/settings.ts';
import { findAudioAddon } from '../capture/audio-addon.ts';
import type { DeviceNotice, DuplexAudio } from './duplex-audio.ts';
import { openLiveDuplex } from './live-duplex.ts';
import { nativeSound } from './native-sound-system.adapter.ts';

/** Rejects with `device-missing` where there is no way, no sound system or no microphone; the message says what helps. */
export async function openDuplexAudio(
  devices: Settings['devices'],
  tell: (notice: DeviceNotice) => void,
): Promise<DuplexAudio> {
  const { microphones, loudspeakers } = devices;
  if (findAudioAddon() !== undefined) {
    return openLiveDuplex({ kind: 'native', open: nativeSound(devices), microphones, loudspeakers, tell });
  }
  const message = 'The audio add-on is not built. Run "npm run setup" to build it.';
  throw new SottoFault('device-missing', message, { stage: 'capture' });
}
