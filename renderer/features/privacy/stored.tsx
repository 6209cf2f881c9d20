/** What is kept and how much of it, the way to take it along, and the way to be rid of it. */

import { useState } from 'react';
import { STORED_KINDS, type StoredView } from '../../../contract/vault.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { Button } from '../../components/button.tsx';
import { WhenLoaded } from '../../components/loaded.tsx';
import { Select } from '../../components/select.tsx';
import { useAssistantState, useClient, useLoaded, useView } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { offerFile } from '../conversation/offer-file.ts';
import { sizeText } from '../models/size.ts';
import { SettingRow } from '../settings/setting-row.tsx';
import { useAction } from './use-action.ts';

export function Stored() {
  const version = useView(({ conversationsVersion }) => conversationsVersion);
  const [loaded, reload] = useLoaded('privacy.stored', {}, version);
  return (
    <WhenLoaded loaded={loaded} reload={reload}>
      {(stored) => (
        <>
          <StoredRow stored={stored} />
          <NetworkRow />
          <TakeOutRow />
          <PurgeRow reload={reload} />
        </>
      )}
    </WhenLoaded>
  );
}

function StoredRow({ stored }: { stored: StoredView }) {
  const words = useWords().privacy.stored;
  const [{ language }] = usePreferences();
  const kinds = STORED_KINDS.filter((kind) => stored.bytes[kind] > 0);
  return (
    <SettingRow id="stored" name={words.name} isWide>
      <table className="stored">
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{words.kind}</th>
            <th scope="col">{words.size}</th>
          </tr>
        </thead>
        <tbody>
          {kinds.map((kind) => (
            <tr key={kind}>
              <th scope="row">
                {words.kinds[kind]}
                {kind === 'conversations' && (
                  <span className="soft"> · {words.conversations(stored.conversations)}</span>
                )}
              </th>
              <td>{stored.bytes[kind] < 1e6 ? '< 1 MB' : sizeText(stored.bytes[kind], language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="soft small">
        {words.place} <span className="path">{stored.folder}</span>
      </p>
    </SettingRow>
  );
}

function NetworkRow() {
  const words = useWords().privacy.network;
  const server = useAssistantState(({ settings }) => settings.server);
  return (
    <SettingRow id="network" name={words.name} help={words.help}>
      <p>{server === undefined ? words.none : words.server(server.baseUrl)}</p>
      <p>
        <a href="#/models">{words.models}</a>
      </p>
    </SettingRow>
  );
}

function TakeOutRow() {
  const all = useWords();
  const words = all.privacy.takeOut;
  const client = useClient();
  const action = useAction();
  const take = (): Promise<unknown> =>
    action.run(async () => {
      const conversations: string[] = [];
      const onItem = (item: string): void => void conversations.push(item);
      const { fileName, settings } = await client.call('privacy.export', {}, { onItem });
      offerFile(fileName, `{"settings":${settings},\n"conversations":[\n${conversations.join(',\n')}\n]}\n`);
    });
  return (
    <SettingRow id="take-out" name={words.name} help={words.help}>
      <div>
        <Button isDisabled={action.isBusy} onPress={() => void take()}>
          {words.action}
        </Button>
      </div>
      <p role="status" className="soft small">
        {action.isBusy ? words.working : action.fault && all.fault(action.fault)}
      </p>
    </SettingRow>
  );
}

const EVERYTHING = 'everything';
const AGES = [365, 90, 30, 7] as const;
/** A key that is a plain number would be put before all others. */
const keyOf = (days: number): string => `${days} days`;

function PurgeRow({ reload }: { reload: () => void }) {
  const all = useWords();
  const words = all.privacy.purge;
  const client = useClient();
  const action = useAction();
  const [chosen, setChosen] = useState<string>(keyOf(90));
  const [isSure, setSure] = useState<'asked' | 'not-asked'>('not-asked');
  const [gone, setGone] = useState<number>();
  const choices = {
    ...Object.fromEntries(AGES.map((days) => [keyOf(days), words.older(days)])),
    [EVERYTHING]: words.everything,
  };
  const purge = (): Promise<unknown> =>
    action.run(async () => {
      const params = chosen === EVERYTHING ? {} : { olderThanDays: Number.parseInt(chosen, 10) };
      setGone((await client.call('privacy.purge', params)).conversations);
      setSure('not-asked');
      reload();
    });
  return (
    <SettingRow id="purge" name={words.name} help={words.help} more={Object.values(choices)}>
      {isSure === 'asked' ? (
        <>
          <p className="sure">{words.sure(choices[chosen as keyof typeof choices] ?? '')}</p>
          <div className="row">
            <Button autoFocus onPress={() => setSure('not-asked')} isDisabled={action.isBusy}>
              {words.no}
            </Button>
            <Button look="strong" onPress={() => void purge()} isDisabled={action.isBusy}>
              {words.yes}
            </Button>
          </div>
        </>
      ) : (
        <>
          <Select
            label={words.what}
            value={chosen}
            choices={choices}
            onChange={(next) => {
              setChosen(next);
              setGone(undefined);
            }}
          />
          <div>
            <Button onPress={() => setSure('asked')}>{words.action}</Button>
          </div>
        </>
      )}
      <p role="status" className="soft small">
        {action.isBusy
          ? words.working
          : (action.fault && all.fault(action.fault)) || (gone !== undefined && words.done(gone))}
      </p>
    </SettingRow>
  );
}
