/** All that a screen can show, as plain data. */

import type { AssistantEvent, AssistantState, Update } from '../../contract/assistant.ts';
import type { EngineEvent } from '../../contract/events.ts';
import type { Fault } from '../../contract/faults.ts';
import type { TurnTrace } from '../../contract/trace.ts';
import type { SpeechTrack } from './speech-track.ts';

/** Whether the assistant can be reached. `lost`: it could be, and is being called again. */
export type Link = 'connecting' | 'open' | 'lost';

export interface LiveReply {
  readonly turnId: number;
  readonly replyId: number;
  readonly isWritten: boolean;
}

/** What is told at the top of every screen: a fault, or a text of the assistant's, such as that of a timer. */
export type Notice = { readonly id: number } & ({ readonly fault: Fault } | { readonly text: string });

export interface View {
  readonly link: Link;
  /** Absent until the first snapshot. */
  readonly state: AssistantState | undefined;
  /** What the user is saying. */
  readonly partial: { readonly text: string; readonly stableLength: number } | undefined;
  /** Typed here, and not yet a turn. */
  readonly typed: readonly string[];
  readonly reply: LiveReply | undefined;
  readonly speech: SpeechTrack | undefined;
  /** Why the last sound was taken for nothing. */
  readonly rejected: string | undefined;
  readonly levelDbfs: number | undefined;
  readonly notices: readonly Notice[];
  /** The newest last. */
  readonly traces: readonly TurnTrace[];
  /** Grows whenever a list that was fetched is no longer true. */
  readonly conversationsVersion: number;
  readonly modelsVersion: number;
}

export type ClientEvent = EngineEvent | AssistantEvent;

/** What changes a view: the assistant's updates, and what happens in the page itself. */
export type Change =
  | Update
  | { readonly kind: 'link'; readonly link: Link }
  | { readonly kind: 'typed'; readonly text: string }
  | { readonly kind: 'typing-failed'; readonly text: string }
  | { readonly kind: 'faulted'; readonly fault: Fault }
  | { readonly kind: 'dismissed'; readonly id: number };

export const EMPTY_VIEW: View = {
  link: 'connecting',
  state: undefined,
  partial: undefined,
  typed: [],
  reply: undefined,
  speech: undefined,
  rejected: undefined,
  levelDbfs: undefined,
  notices: [],
  traces: [],
  conversationsVersion: 0,
  modelsVersion: 0,
};
