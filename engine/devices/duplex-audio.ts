/** Port: the microphone and the loudspeaker of a conversation, kept alive through whatever happens to devices. */

import type { EngineEvent } from '../../contract/events.ts';
import type { Microphone } from '../capture/capture.ts';
import type { OpenSpeaker } from '../playback/playback.ts';
import type { SoundDevice } from './sound-system.ts';

/** What is told about devices: events of the engine as they are. */
export type DeviceNotice = Extract<
  EngineEvent,
  { type: 'device.changed' | 'input.level' | 'echo.measured' | 'duplex.changed' }
>;

export interface DuplexAudio extends AsyncDisposable {
  /** `native`: with echo cancellation. `commands`: through programs of the system, without. */
  readonly kind: 'native' | 'commands';
  readonly microphone: Microphone;
  readonly openSpeaker: OpenSpeaker;
  /** Closes the microphone; its frames stop, and sample time with them. */
  mute(): Promise<void>;
  /** Opens it again. */
  unmute(): Promise<void>;
  listDevices(): Promise<readonly SoundDevice[]>;
  /** For measurements: how often the loudspeaker ran dry, and what was not taken in time. */
  readonly health: { readonly underruns: number; readonly gaps: number; readonly droppedFrames: number };
}
