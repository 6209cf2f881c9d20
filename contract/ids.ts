/** Ids of things that outlive one message. Branded, so that one kind never passes for another. */

declare const brand: unique symbol;
type Branded<T, B extends string> = T & { readonly [brand]: B };

export type ConversationId = Branded<string, 'ConversationId'>;
/** One user utterance and the reply to it. Counts up within a conversation. */
export type TurnId = Branded<number, 'TurnId'>;
/** One attempt at a reply; a dropped draft has an id of its own. Counts up within a process. */
export type ReplyId = Branded<number, 'ReplyId'>;
/** What is said and answers nothing, such as an earlier reply once more, counts up from here as if it were a reply. */
export const FIRST_SAID_REPLY_ID = 1_000_000_000;
export type ModelId = Branded<string, 'ModelId'>;

/** Samples captured since the microphone opened, at 16 kHz. The clock of a conversation. */
export type SampleTime = Branded<number, 'SampleTime'>;
