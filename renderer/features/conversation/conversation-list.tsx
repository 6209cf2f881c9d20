/** Earlier conversations: find, go on with, rename, pin, export, delete and undo. */

import { useState } from 'react';
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { ConversationView } from '../../../contract/assistant.ts';
import { Button } from '../../components/button.tsx';
import { WhenLoaded } from '../../components/loaded.tsx';
import { useAsk, useAssistantState, useLoaded, useView } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { offerFile } from './offer-file.ts';

export function ConversationList() {
  const words = useWords().conversation;
  const ask = useAsk();
  const version = useView((view) => view.conversationsVersion);
  const [query, setQuery] = useState('');
  const [loaded, reload] = useLoaded('conversations.list', {}, version);
  const [found] = useLoaded('conversations.search', { query }, version);
  const [deleted, setDeleted] = useState<ConversationView>();

  function isShown({ id, title }: ConversationView): boolean {
    if (query === '' || title.toLowerCase().includes(query.toLowerCase())) return true;
    return found.kind === 'ready' && found.value.some(({ conversationId }) => conversationId === id);
  }

  return (
    <nav className="conversations" aria-label={words.list}>
      <Button onPress={() => void ask('conversations.open', {})}>{words.fresh}</Button>
      <input
        className="input"
        type="search"
        aria-label={words.search}
        placeholder={words.search}
        value={query}
        onChange={({ target }) => setQuery(target.value)}
      />
      <div role="status">
        {deleted !== undefined && (
          <p className="small">
            {words.removed(deleted.title)}{' '}
            <Button
              look="quiet"
              onPress={() => {
                setDeleted(undefined);
                void ask('conversations.restore', { conversationId: deleted.id });
              }}
            >
              {words.undo}
            </Button>
          </p>
        )}
      </div>
      <WhenLoaded loaded={loaded} reload={reload}>
        {(all) => {
          const shown = all.filter(isShown).sort((a, b) => Number(b.isPinned) - Number(a.isPinned));
          if (shown.length === 0) return <p className="soft small">{all.length === 0 ? words.none : words.noMatch}</p>;
          return (
            <ul>
              {shown.map((one) => (
                <Item key={one.id} conversation={one} onDeleted={() => setDeleted(one)} />
              ))}
            </ul>
          );
        }}
      </WhenLoaded>
    </nav>
  );
}

function Item({ conversation, onDeleted }: { conversation: ConversationView; onDeleted: () => void }) {
  const words = useWords().conversation;
  const ask = useAsk();
  const isOpen = useAssistantState(({ open }) => open.conversation?.id === conversation.id);
  const [newTitle, setNewTitle] = useState<string>();
  const { id: conversationId, title, isPinned } = conversation;

  async function act(action: string): Promise<void> {
    if (action === 'rename') setNewTitle(title);
    if (action === 'pin') await ask('conversations.pin', { conversationId, isPinned: !isPinned });
    if (action === 'delete') {
      await ask('conversations.delete', { conversationId });
      onDeleted();
    }
    if (action === 'markdown' || action === 'json') {
      const file = await ask('conversations.export', { conversationId, format: action });
      if (file !== undefined) offerFile(file.fileName, file.content);
    }
  }

  if (newTitle !== undefined) {
    return (
      <li>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            setNewTitle(undefined);
            if (newTitle.trim() !== '') void ask('conversations.rename', { conversationId, title: newTitle });
          }}
        >
          <input
            className="input"
            aria-label={words.renameLabel}
            // biome-ignore lint/a11y/noAutofocus: the user has just asked to rename
            autoFocus
            value={newTitle}
            onChange={({ target }) => setNewTitle(target.value)}
            onKeyDown={({ key }) => key === 'Escape' && setNewTitle(undefined)}
          />
        </form>
      </li>
    );
  }
  return (
    <li className="conversation-item" data-open={isOpen}>
      <button
        type="button"
        aria-current={isOpen ? 'true' : undefined}
        onClick={() => void ask('conversations.open', { conversationId })}
      >
        {title}
        {isPinned && <span className="small soft"> · {words.pinned}</span>}
      </button>
      <MenuTrigger>
        <Button look="quiet" aria-label={words.more(title)}>
          ···
        </Button>
        <Popover className="popover">
          <Menu aria-label={words.more(title)} onAction={(key) => void act(String(key))}>
            <MenuItem id="rename">{words.rename}</MenuItem>
            <MenuItem id="pin">{isPinned ? words.unpin : words.pin}</MenuItem>
            <MenuItem id="markdown">{words.exportMarkdown}</MenuItem>
            <MenuItem id="json">{words.exportJson}</MenuItem>
            <MenuItem id="delete">{words.remove}</MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
    </li>
  );
}
