/** What a conversation is made of, and what of it can be set. */

import type { TurnId } from '../../contract/ids.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Sound } from '../audio/audio-frame.ts';
import type { Timekeeper } from '../base/clock.ts';
import type { OpenSpeaker } from '../playback/playback.ts';
import type { Transcriber } from '../stt/stt.ts';
import type { TurnTracer } from '../telemetry/turn-tracer.ts';
import type { Toolbox } from '../tools/toolbox.ts';
import type { EndOfTurnModel } from '../turn/endpointing/endpointing.ts';
import type { TurnConfig } from '../turn/turn-machine.ts';
import type { VoiceActivityDetector } from '../vad/vad.ts';
import type { Dialogue } from './dialogue.ts';
import type { ReplyParts } from './reply-run.ts';
import type { UserTurnConfig } from './user-turn.ts';

export interface ConversationPorts {
  readonly clock: Timekeeper;
  readonly vad: VoiceActivityDetector;
  readonly transcriber: Transcriber;
  /** Without it, silence alone ends a turn. */
  readonly endOfTurn: EndOfTurnModel | undefined;
  readonly dialogue: Dialogue;
  /** Told why turns go the way they do. */
  readonly tracer: TurnTracer | undefined;
  /** Given what was said in a turn, by whom; absent, as it is by default, no sound outlives its turn. */
  readonly keepSound: ((turnId: TurnId, speaker: 'user' | 'assistant', sound: Sound) => void) | undefined;
  /** What is done and answered without the language model; absent, everything is asked of the model. */
  readonly tools?: Pick<Toolbox, 'answerFor' | 'turnPassed'>;
  readonly reply: Omit<ReplyParts, 'play'>;
  readonly openSpeaker: OpenSpeaker;
}

export interface ConversationConfig extends UserTurnConfig {
  readonly turnTaking: Settings['turnTaking'];
  readonly turn: TurnConfig;
}
