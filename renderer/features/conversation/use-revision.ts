/**
 * An earlier question asked anew. What came after it is left out of what the model knows; the conversation as it was
 * is kept under a title of its own, and the user can go back to it.
 */

import { useState } from 'react';
import type { ConversationView } from '../../../contract/assistant.ts';
import { useAsk, useAssistantState } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';

interface Revised {
  readonly earlier: ConversationView;
  readonly branchId: string;
}

export interface Revision {
  /** The turn that is being asked anew. */
  readonly turn: number | undefined;
  /** What it was asked anew from, as long as the page shows the new one. */
  readonly revised: Revised | undefined;
  begin(turn: number): void;
  cancel(): void;
  /** Before the words are sent. @returns whether they may be. */
  prepare(): Promise<boolean>;
  undo(): Promise<void>;
}

export function useRevision(): Revision {
  const words = useWords().conversation;
  const ask = useAsk();
  const open = useAssistantState((state) => state.open.conversation);
  const [editing, setEditing] = useState<{ readonly turn: number; readonly conversationId: string }>();
  const [revised, setRevised] = useState<Revised>();
  // Another conversation was opened meanwhile: its turns are others.
  const turn = editing?.conversationId === open?.id ? editing?.turn : undefined;

  async function prepare(): Promise<boolean> {
    setEditing(undefined);
    if (turn === undefined || open === undefined) return true;
    const earlierTitle = words.earlier(open.title).slice(0, 200);
    const branch = await ask('conversations.branch', { conversationId: open.id, turn, earlierTitle });
    if (branch !== undefined) setRevised({ earlier: open, branchId: branch.conversationId });
    return branch !== undefined;
  }

  async function undo(): Promise<void> {
    if (revised === undefined) return;
    const { earlier, branchId } = revised;
    setRevised(undefined);
    await ask('conversations.open', { conversationId: earlier.id });
    await ask('conversations.rename', { conversationId: earlier.id, title: earlier.title });
    if (earlier.isPinned) await ask('conversations.pin', { conversationId: earlier.id, isPinned: true });
    await ask('conversations.delete', { conversationId: branchId });
  }

  return {
    turn,
    revised: revised?.branchId === open?.id ? revised : undefined,
    begin: (number) => setEditing(open === undefined ? undefined : { turn: number, conversationId: open.id }),
    cancel: () => setEditing(undefined),
    prepare,
    undo,
  };
}
