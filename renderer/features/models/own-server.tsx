/** A server of the user's own that thinks instead of a model here: asked, tested, used, and left again. */

import { type FormEvent, useState } from 'react';
import { type Fault, toFault } from '../../../contract/faults.ts';
import { Button } from '../../components/button.tsx';
import { useAsk, useAssistantState, useClient } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';

type Finding =
  | { readonly kind: 'none' | 'asking' | 'testing' | 'bad-address' }
  | { readonly kind: 'answers'; readonly firstTokenMs: number }
  | { readonly kind: 'offers'; readonly models: readonly string[] }
  | { readonly kind: 'failed'; readonly fault: Fault };

export function OwnServer() {
  const words = useWords().models.server;
  const ask = useAsk();
  const server = useAssistantState(({ settings }) => settings.server);
  const isLocked = useAssistantState(({ lockedSettings }) => lockedSettings.some((path) => /^server\b/.test(path)));
  return (
    <section className="stack" aria-label={words.title}>
      <h2>{words.title}</h2>
      <div className="sheet stack">
        <p className="soft">{words.text}</p>
        {server !== undefined && (
          <div className="row">
            <p className="grow">
              <strong className="in-use">{words.inUse(server.model, hostOf(server.baseUrl))}</strong>
            </p>
            <Button isDisabled={isLocked} onPress={() => void ask('settings.change', { patch: { server: null } })}>
              {words.back}
            </Button>
          </div>
        )}
        <ServerForm key={server?.baseUrl ?? ''} isLocked={isLocked} />
      </div>
    </section>
  );
}

function ServerForm({ isLocked }: { isLocked: boolean }) {
  const words = useWords().models.server;
  const ask = useAsk();
  const client = useClient();
  const server = useAssistantState(({ settings }) => settings.server);
  const [address, setAddress] = useState(server?.baseUrl ?? '');
  const [model, setModel] = useState(server?.model ?? '');
  const [key, setKey] = useState(server?.apiKey ?? '');
  const [offered, setOffered] = useState<readonly string[]>([]);
  const [finding, setFinding] = useState<Finding>({ kind: 'none' });
  const baseUrl = address.trim().replace(/\/+$/, '');
  const apiKey = key === '' ? {} : { apiKey: key };
  const isBusy = finding.kind === 'asking' || finding.kind === 'testing';
  const isComplete = baseUrl !== '' && model.trim() !== '' && !isLocked;

  async function find(begun: Finding, look: () => Promise<Finding>): Promise<void> {
    if (!/^https?:\/\/./.test(baseUrl) || !URL.canParse(baseUrl)) return setFinding({ kind: 'bad-address' });
    setFinding(begun);
    try {
      setFinding(await look());
    } catch (error) {
      setFinding({ kind: 'failed', fault: toFault(error) });
    }
  }

  const offers = (): Promise<void> =>
    find({ kind: 'asking' }, async () => {
      const models = await client.call('server.models', { baseUrl, ...apiKey });
      setOffered(models);
      if (model === '' && models.length === 1) setModel(models[0] ?? '');
      return { kind: 'offers', models };
    });
  const test = (): Promise<void> =>
    find({ kind: 'testing' }, async () => {
      const { firstTokenMs } = await client.call('server.test', { baseUrl, model: model.trim(), ...apiKey });
      return { kind: 'answers', firstTokenMs };
    });

  function use(event: FormEvent): void {
    event.preventDefault();
    if (!isComplete) return;
    if (!URL.canParse(baseUrl)) {
      setFinding({ kind: 'bad-address' });
      return;
    }
    const chosen = { baseUrl, model: model.trim(), apiKey: key === '' ? null : key };
    void ask('settings.change', { patch: { server: chosen } });
  }

  return (
    <form className="stack server-form" onSubmit={use}>
      <Field id="server-address" label={words.address} value={address} onChange={setAddress} hint={words.addressHint} />
      <Field id="server-model" label={words.model} value={model} onChange={setModel} offered={offered} />
      <Field id="server-key" label={words.key} value={key} onChange={setKey} type="password" />
      <div className="row">
        <Button isDisabled={baseUrl === '' || isBusy || isLocked} onPress={() => void offers()}>
          {words.ask}
        </Button>
        <Button isDisabled={!isComplete || isBusy} onPress={() => void test()}>
          {words.test}
        </Button>
        <Button type="submit" look="strong" isDisabled={!isComplete || isBusy}>
          {words.use}
        </Button>
      </div>
      <div role="status" className="small">
        <FindingText finding={finding} />
      </div>
    </form>
  );
}

function FindingText({ finding }: { finding: Finding }) {
  const words = useWords().models.server;
  switch (finding.kind) {
    case 'none':
      return null;
    case 'asking':
    case 'testing':
      return words.testing;
    case 'bad-address':
      return <strong className="caution">{words.bad}</strong>;
    case 'answers':
      return <strong className="in-use">{words.answers(`${Math.round(finding.firstTokenMs)} ms`)}</strong>;
    case 'offers':
      return finding.models.length === 0 ? words.offersNothing : words.offers(finding.models.length);
    case 'failed':
      // The exact reason, which names the server and what it said.
      return (
        <>
          <strong className="caution">{words.refuses}</strong> {finding.fault.message}
        </>
      );
  }
}

function Field({ id, label, value, onChange, hint, offered = [], type = 'text' }: FieldProps) {
  return (
    <div className="stack tight">
      <label htmlFor={id}>{label}</label>
      <input
        {...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` })}
        id={id}
        className="input"
        type={type}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        autoComplete="off"
        spellCheck={false}
      />
      {hint !== undefined && (
        <p className="soft small" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {offered.length > 0 && (
        <ul className="row offered">
          {offered.map((name) => (
            <li key={name}>
              <Button
                look={name === value ? 'strong' : 'plain'}
                aria-pressed={name === value}
                onPress={() => onChange(name)}
              >
                {name}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  readonly offered?: readonly string[];
  readonly type?: 'text' | 'password';
}

function hostOf(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl;
}
