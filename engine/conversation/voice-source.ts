/** Who spoke how: a tool takes consent from the live microphone alone, and not from what was said over our own voice. */

import type { Microphone } from '../capture/capture.ts';
import type { UserWords } from '../tools/toolbox.ts';

export class VoiceSource {
  #microphone: 'live-voice' | 'recording' = 'recording';
  #isOverPlayback = false;

  listensTo({ isLive = false }: Pick<Microphone, 'isLive'>): void {
    this.#microphone = isLive ? 'live-voice' : 'recording';
  }

  speechBegan(isAssistantHeard: boolean): void {
    this.#isOverPlayback ||= isAssistantHeard;
  }

  utteranceEnded(): void {
    this.#isOverPlayback = false;
  }

  get current(): UserWords['source'] {
    return this.#isOverPlayback ? 'voice-over-playback' : this.#microphone;
  }
}
