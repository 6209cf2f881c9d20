/** What the main process tells the engine's beside handing it ports. */

/** From the hotkey and the tray; `toggle-mute` opens a microphone that is closed. */
export const TALK_ORDERS = ['press', 'release', 'toggle-mute'] as const;
export type TalkOrder = (typeof TALK_ORDERS)[number];
export type EngineOrder = TalkOrder | 'end';

export function isTalkOrder(data: unknown): data is TalkOrder {
  return TALK_ORDERS.some((order) => order === data);
}
