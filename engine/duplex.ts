/** The devices of a conversation, by the best way that this machine has. */

import type { Settings } from '../contract/settings.ts';
import type { DeviceNotice, DuplexAudio } from './devices/duplex-audio.ts';
import { openSoundDevices } from './devices/open-sound-devices.ts';
import { findLoudspeaker } from './playback/command-speaker.adapter.ts';

/** Rejects with `device-missing`; the message says what helps. @param tell hears of what happens to devices */
export function openDuplexAudio(
  devices: Settings['devices'],
  tell: (notice: DeviceNotice) => void,
): Promise<DuplexAudio> {
  return openSoundDevices(devices, tell, findLoudspeaker);
}
