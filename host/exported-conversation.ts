/** A conversation as a file of the user's own. Pure. */

import type { ConversationExport } from '../engine/engine.ts';

export function exportedConversation(
  contents: ConversationExport,
  format: 'markdown' | 'json',
): { fileName: string; content: string } {
  const { title, createdAtMs } = contents.conversation;
  const day = new Date(createdAtMs).toISOString().slice(0, 10);
  // What every file system takes.
  const name = title
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .slice(0, 60);
  const fileName = `${day} ${name || 'conversation'}.${format === 'json' ? 'json' : 'md'}`;
  return { fileName, content: format === 'json' ? `${JSON.stringify(contents, null, 2)}\n` : asMarkdown(contents) };
}

function asMarkdown({ conversation, turns }: ConversationExport): string {
  const lines = turns.map(({ role, text, status }) => {
    const who = role === 'user' ? '**You**' : '**Sotto**';
    return `${who}${status === 'complete' ? '' : ` (${status})`}: ${text}\n`;
  });
  return [`# ${conversation.title}\n`, `${new Date(conversation.createdAtMs).toISOString()}\n`, ...lines].join('\n');
}
