/** Which device to use: the user's order of preference, then the system's default, then whatever is there. */

import type { Direction, SoundDevice } from './sound-system.ts';

/** What sound cards call an input that hears the output. */
const LOOPBACK_NAME = /\b(stereo mix|what u hear|wave out mix|loopback|monitor of)\b/i;

/**
 * Usable devices, the most wanted first. A name matches when it is contained in the device's, in any case.
 * @param wanted names from the settings, the most wanted first
 */
export function rankDevices(
  devices: readonly SoundDevice[],
  direction: Direction,
  wanted: readonly string[],
): readonly SoundDevice[] {
  const usable = devices.filter((device) => device.direction === direction && !isLoopback(device));
  const rank = (device: SoundDevice): number => {
    const place = wanted.findIndex((name) => device.name.toLowerCase().includes(name.toLowerCase()));
    if (place >= 0) return place;
    return device.isDefault ? wanted.length : wanted.length + 1;
  };
  return usable.toSorted((a, b) => rank(a) - rank(b));
}

function isLoopback(device: SoundDevice): boolean {
  return device.direction === 'input' && (device.isMonitor || LOOPBACK_NAME.test(device.name));
}
