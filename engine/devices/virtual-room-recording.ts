/** What could be heard in a virtual room, on one timeline: 16 kHz, mono. */

export const ROOM_TRACKS = ['loudspeaker', 'microphone', 'cleaned', 'user', 'others'] as const;
/**
 * `loudspeaker`: what the assistant was heard to say. `microphone`: what reached the microphone, `cleaned`: the same
 * without its echo, as the engine got it. `user` and `others`: the sounds that were placed in the room.
 */
export type RoomTrack = (typeof ROOM_TRACKS)[number];

export type RoomRecording = Readonly<Record<RoomTrack, Float32Array>> & {
  /** Room time of the first sample. */
  readonly startMs: number;
};

export class RoomRecorder {
  #startMs = 0;
  #chunks = emptyTracks();

  append(frame: Readonly<Record<RoomTrack, Float32Array>>): void {
    for (const track of ROOM_TRACKS) this.#chunks[track].push(frame[track]);
  }

  /** All since the last call; memory is free again. `nowMs` is where the next recording begins. */
  take(nowMs: number): RoomRecording {
    const chunks = this.#chunks;
    const startMs = this.#startMs;
    this.#chunks = emptyTracks();
    this.#startMs = nowMs;
    const joined = Object.fromEntries(ROOM_TRACKS.map((track) => [track, join(chunks[track])]));
    return { ...(joined as Record<RoomTrack, Float32Array>), startMs };
  }
}

function emptyTracks(): Record<RoomTrack, Float32Array[]> {
  return { loudspeaker: [], microphone: [], cleaned: [], user: [], others: [] };
}

function join(chunks: readonly Float32Array[]): Float32Array {
  const pcm = new Float32Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    pcm.set(chunk, at);
    at += chunk.length;
  }
  return pcm;
}
